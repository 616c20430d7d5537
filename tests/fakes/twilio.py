"""A small stateful Twilio for WhatsApp: `FakeTwilio` holds the state, its `app` answers HTTP."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.fakes import twilio_content, twilio_http, twilio_messages, twilio_webhooks
from tests.fakes.clock import FixedClock
from tests.fakes.faults import Fault, Faults, Hang
from tests.fakes.twilio_content import Content, ContentError
from tests.fakes.twilio_messages import Media, Message, TwilioError
from tests.fakes.twilio_webhooks import Extras, WebhookRequest

#: An invented account.
ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "invented-token-of-the-fake-twilio"
SENDER = "whatsapp:+3225550100"

#: How long a person's message keeps the conversation open for free text.
WINDOW = timedelta(hours=24)


class FakeTwilio:
    """Twilio, as seen by one account and by the people who write to its number."""

    def __init__(
        self,
        *,
        account_sid: str = ACCOUNT_SID,
        auth_token: str = AUTH_TOKEN,
        sender: str = SENDER,
        clock: Callable[[], datetime] | None = None,
        public_url: str = "https://help.example",
        inbound_path: str = "/hooks/whatsapp",
    ) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.sender = sender
        self.clock = clock or FixedClock().now
        #: Our own public address: webhooks go to it and their signatures cover it.
        self.public_url = public_url
        self.inbound_path = inbound_path
        #: Base of the media addresses in webhooks; set it to where the fake is served.
        self.api_url = "https://api.twilio.com"
        #: What was wrong with requests; a test of the project asserts that this stays empty.
        self.violations: list[str] = []
        self.faults = Faults()
        #: How often each operation was asked for, e.g. "messages.create".
        self.calls: dict[str, int] = {}
        self.messages: dict[str, Message] = {}
        self.contents: dict[str, Content] = {}
        #: Templates that existed once.
        self.removed: set[str] = set()
        self.opted_out: set[str] = set()
        self._numbers: dict[str, int] = {}
        self.app = twilio_http.make(self)

    def fail_next(
        self,
        operation: str,
        *,
        status: int = 500,
        code: int | None = None,
        retry_after: int | None = None,
        times: int = 1,
    ) -> None:
        """Refuse the next requests of `operation` ("messages.create"; "*" for any)."""
        usual = 20429 if status == 429 else 20500
        fault = Fault(method=operation, status=status, code=code or usual, retry_after=retry_after)
        self.faults.order(fault, times)

    def hang_next(self, operation: str, *, times: int = 1, how: Hang = Hang.DROP) -> None:
        """Carry out the next requests of `operation`, but never answer them."""
        self.faults.order(Fault(method=operation, hang=how), times)

    def sent_to(self, number: str) -> list[Message]:
        """What was sent to a number, with or without "whatsapp:", in order."""
        address = _address(number)
        return [m for m in self.messages.values() if m.to == address and m.from_ == self.sender]

    def last_to(self, number: str) -> Message:
        """The newest message to a number."""
        return self.sent_to(number)[-1]

    def says(
        self,
        number: str,
        text: str = "",
        *,
        media: Sequence[tuple[str, bytes]] = (),
        button: tuple[str, str] | None = None,
        reply_to: str | None = None,
        profile_name: str = "Test",
        latitude: float | None = None,
        longitude: float | None = None,
    ) -> WebhookRequest:
        """A person writes. `media` are MIME types and bytes; `button` is text and payload."""
        message = Message(
            sid=self.new_sid("SM"),
            direction="inbound",
            from_=_address(number),
            to=self.sender,
            body=button[0] if button else text,
            created_at=self.clock(),
            status="received",
            media=[
                Media(sid=self.new_sid("ME"), mime=mime, content=content) for mime, content in media
            ],
        )
        self.messages[message.sid] = message
        original = self.messages[reply_to] if reply_to else None
        extras = Extras(
            button=button,
            on_template=self._was_template(original),
            reply_to=original,
            profile_name=profile_name,
            latitude=latitude,
            longitude=longitude,
        )
        return self.inbound_request(message, extras)

    def presses(self, number: str, message: Message, button: str) -> WebhookRequest:
        """Press the button with this title or payload on a message."""
        for title, payload in message.buttons:
            if button in (title, payload):
                return self.says(number, button=(title, payload), reply_to=message.sid)
        raise LookupError(f"no button {button!r} on this message")

    def inbound_request(self, message: Message, extras: Extras | None = None) -> WebhookRequest:
        """The webhook call that brings a person's message."""
        form = twilio_webhooks.inbound(message, self.account_sid, self.api_url, extras or Extras())
        return twilio_webhooks.sign(self.public_url + self.inbound_path, form, self.auth_token)

    def status_callback(
        self, message_sid: str, status: str, error_code: int | None = None
    ) -> WebhookRequest:
        """Move a message to `status`, and give the call that reports it."""
        message = self.messages[message_sid]
        if message.status_callback is None:
            raise LookupError("this message was sent without a StatusCallback")
        message.status, message.error_code = status, error_code
        form = twilio_webhooks.status(message, self.account_sid)
        return twilio_webhooks.sign(message.status_callback, form, self.auth_token)

    def callbacks(self, message_sid: str) -> list[WebhookRequest]:
        """What Twilio reports when it delivers the message: sent and delivered, or its failure."""
        doomed = self.messages[message_sid].doomed
        if doomed is not None:
            return [self.status_callback(message_sid, "undelivered", doomed)]
        return [self.status_callback(message_sid, status) for status in ("sent", "delivered")]

    def opts_out(self, number: str) -> None:
        """Make Twilio itself block the number (error 21610), as after STOP."""
        self.opted_out.add(_address(number))

    def opts_in(self, number: str) -> None:
        """Lift the block, as after START."""
        self.opted_out.discard(_address(number))

    def decides(self, content_sid: str, status: str, reason: str = "") -> None:
        """Let WhatsApp decide on a template: approved, rejected, paused, …"""
        content = self.contents[content_sid]
        content.status, content.rejection_reason = status, reason

    def is_open(self, number: str) -> bool:
        """Whether the 24-hour window of a number is open."""
        heard = [m.created_at for m in self.messages.values() if m.from_ == _address(number)]
        return bool(heard) and self.clock() - max(heard) < WINDOW

    def new_sid(self, kind: str) -> str:
        """The next sid of a kind."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return f"{kind}{self._numbers[kind]:032x}"

    def create_message(self, form: dict[str, list[str]]) -> Message:
        """messages.create: accepted now, though it may be doomed to fail."""
        twilio_messages.check(form, self.sender)
        one = {name: values[0] for name, values in form.items()}
        if one["To"] in self.opted_out:
            raise TwilioError(400, 21610)
        content, variables = self._content(one)
        in_window = self.is_open(one["To"])
        message = Message(
            sid=self.new_sid("SM"),
            direction="outbound-api",
            from_=self.sender,
            to=one["To"],
            body=content.text(variables) if content else one.get("Body", ""),
            created_at=self.clock(),
            status="queued",
            content_sid=one.get("ContentSid"),
            variables=variables,
            buttons=content.buttons(variables) if content else [],
            media_url=one.get("MediaUrl"),
            status_callback=one.get("StatusCallback"),
            in_window=in_window,
            doomed=self._doom(content, in_window=in_window),
        )
        self.messages[message.sid] = message
        return message

    def create_content(self, body: dict[str, Any]) -> Content:
        """content.create."""
        content = twilio_content.read(self.new_sid("HX"), body, _iso(self.clock()))
        self.contents[content.sid] = content
        return content

    def _content(self, one: dict[str, str]) -> tuple[Content | None, dict[str, str]]:
        if "ContentSid" not in one:
            return None, {}
        sid = one["ContentSid"]
        if sid not in self.contents:
            known = sid in self.removed
            raise TwilioError(
                400, 21655, violation=None if known else f"messages.create: ContentSid {sid!r}"
            )
        if "ContentVariables" not in one:
            return self.contents[sid], {}
        try:
            return self.contents[sid], twilio_content.read_variables(one["ContentVariables"])
        except ContentError as error:
            raise twilio_messages.broken(21656, str(error)) from error

    def _doom(self, content: Content | None, *, in_window: bool) -> int | None:
        """Error that Twilio will report later: it accepts first and looks at the window then."""
        if content is None:
            return None if in_window else 63016
        if content.status == "approved" and content.kind not in twilio_content.SESSION_ONLY:
            return None
        if not in_window:
            return 63016
        return 63013 if content.is_too_wide_for_a_session else None

    def _was_template(self, message: Message | None) -> bool:
        content = self.contents.get(message.content_sid or "") if message else None
        return content is not None and content.status == "approved"


def _address(number: str) -> str:
    return number if number.startswith("whatsapp:") else f"whatsapp:{number}"


def _iso(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
