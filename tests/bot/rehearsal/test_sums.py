"""What is counted: the luckiest phone decides, and nothing may be left without a reason."""

import pytest

from bot.rehearsal.sums import Fate, Sums, Unaccounted, fate


@pytest.mark.parametrize(
    ("state", "reason", "copies", "became"),
    [
        ("skipped", "opt_in", [], (Fate.SKIPPED, "opt_in")),
        ("planned", None, [], (Fate.OPEN, "")),
        ("sent", None, [], (Fate.SENT, "task")),
        ("sent", None, [("failed", "blocked"), ("done", None)], (Fate.SENT, "")),
        ("sent", None, [("expired", "paused"), ("failed", "x")], (Fate.FAILED, "x")),
        ("sent", None, [("expired", "paused"), ("held", "window")], (Fate.OPEN, "window")),
        ("sent", None, [("cancelled", "no_consent")], (Fate.CANCELLED, "no_consent")),
    ],
)
def test_an_occurrence_became_what_its_luckiest_copy_became(
    state: str,
    reason: str | None,
    copies: list[tuple[str, str | None]],
    became: tuple[Fate, str],
) -> None:
    assert fate(state, reason, copies) == became


def test_what_nobody_can_account_for_is_said() -> None:
    with pytest.raises(Unaccounted):
        fate("sent", None, [("sending", None)])
    lost = Sums()
    lost.planned["family"] = 2
    lost.fates["family", Fate.SENT, ""] = 1
    with pytest.raises(Unaccounted, match="2 planned, 1 accounted for"):
        lost.check()
    silent = Sums()
    silent.planned["family"] = 1
    silent.fates["family", Fate.SKIPPED, ""] = 1
    with pytest.raises(Unaccounted, match="without a reason"):
        silent.check()
    many = Sums()
    many.weekly[3] = 1
    with pytest.raises(Unaccounted, match="more than two"):
        many.check()
