"""How the channels of this process stand, for /readyz."""

STARTING, STARTED = "starting", "started"


class Health:
    """One for each process: what the operator may know without reading logs."""

    def __init__(self) -> None:
        #: by channel: started, starting, or why it is not started
        self.channels: dict[str, str] = {}

    def starting(self, channel: str) -> None:
        self.channels[channel] = STARTING

    def started(self, channel: str) -> None:
        self.channels[channel] = STARTED

    def failed(self, channel: str, code: str, *, is_final: bool) -> None:
        """It did not start; `is_final`: it is not tried again."""
        what = "refused" if is_final else "tried again"
        self.channels[channel] = f"{what} ({code})"
