"""Messages of the fake Twilio: what a create request may say, and what becomes of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

#: Characters of a body (error 21617), and of a callback address (error 21609).
BODY_LIMIT = 1600
URL_LIMIT = 4000

#: WhatsApp addresses: E.164 behind the channel's name.
ADDRESS = re.compile(r"whatsapp:\+[1-9]\d{6,14}")

#: Parameters of a create request that make sense for WhatsApp (Twilio docs, Message resource).
PARAMETERS = frozenset(
    (
        *("To", "From", "Body", "MediaUrl", "ContentSid", "ContentVariables", "StatusCallback"),
        *("MessagingServiceSid", "PersistentAction", "ValidityPeriod", "SmartEncoded"),
    )
)

#: Texts of Twilio's error codes.
ERRORS = {
    20001: "Unknown parameters",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21211: "Invalid 'To' Phone Number",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21609: "Invalid StatusCallback",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit.",
    21620: "Invalid media URL(s)",
    21623: "Number of media files exceeds allowed limit",
    21654: "ContentSid Required",
    21655: "The ContentSid is Invalid",
    21656: "The ContentVariables Parameter is invalid",
    63007: "Twilio could not find a Channel with the specified From address",
    63013: "Channel provider returned policy violation",
    63016: "Failed to send freeform message because you are outside the allowed window.",
}

_HOST = re.compile(r"[A-Za-z0-9.\-\[\]:]+")


class TwilioError(Exception):
    """An answer of Twilio with an error code; a `violation` says that the project is at fault."""

    def __init__(
        self,
        status: int,
        code: int,
        *,
        message: str | None = None,
        violation: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message or ERRORS.get(code, "Twilio error"))
        self.status = status
        self.code = code
        self.violation = violation
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        return {
            "code": self.code,
            "message": str(self),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file on Twilio's servers."""

    #: ME and 32 hexadecimal digits.
    sid: str
    #: MIME type.
    mime: str
    #: The bytes.
    content: bytes


@dataclass(slots=True, kw_only=True)
class Message:
    """One message, in or out, as it stands now."""

    #: SM (out) or MM/SM (in) and 32 hexadecimal digits.
    sid: str
    #: "inbound" or "outbound-api".
    direction: str
    #: Sender, with "whatsapp:".
    from_: str
    #: Receiver, with "whatsapp:".
    to: str
    #: What the person reads: the body, or the template with its placeholders filled.
    body: str
    #: When it was made.
    created_at: datetime
    #: Twilio's status of it.
    status: str
    #: Twilio's error code, if it failed.
    error_code: int | None = None
    #: Template it was made from.
    content_sid: str | None = None
    #: Values for the template's placeholders.
    variables: dict[str, str] = field(default_factory=dict)
    #: Title and payload of each button or list item.
    buttons: list[tuple[str, str]] = field(default_factory=list)
    #: Address of its media, on the way out.
    media_url: str | None = None
    #: Its files, on the way in.
    media: list[Media] = field(default_factory=list)
    #: Where its status is reported.
    status_callback: str | None = None
    #: Whether it was sent within 24 hours of the person's last message.
    in_window: bool = True
    #: Error it will fail with once Twilio tries to deliver it.
    doomed: int | None = None

    def json(self, account: str) -> dict[str, Any]:
        """The Message resource."""
        path = f"/2010-04-01/Accounts/{account}/Messages/{self.sid}"
        stamp = format_datetime(self.created_at)
        return {
            "sid": self.sid,
            "account_sid": account,
            "messaging_service_sid": None,
            "body": self.body,
            "direction": self.direction,
            "from": self.from_,
            "to": self.to,
            "status": self.status,
            "error_code": self.error_code,
            "error_message": ERRORS.get(self.error_code or 0),
            "num_media": str(len(self.media) + bool(self.media_url)),
            "num_segments": "1",
            "date_created": stamp,
            "date_sent": stamp,
            "date_updated": stamp,
            "price": None,
            "price_unit": None,
            "api_version": "2010-04-01",
            "uri": f"{path}.json",
            "subresource_uris": {"media": f"{path}/Media.json"},
        }


def check(form: Mapping[str, list[str]], sender: str) -> None:
    """The rules of a create request that need no state; TwilioError with a violation otherwise."""
    one = {name: values[0] for name, values in form.items()}
    if unknown := sorted(set(form) - PARAMETERS):
        raise broken(20001, f"unknown parameters {unknown}")
    if doubled := [n for n, values in form.items() if len(values) > 1 and n != "MediaUrl"]:
        raise broken(20001, f"repeated parameters {doubled}")
    _check_addresses(one, sender)
    _check_content(one)
    if len(one.get("Body", "")) > BODY_LIMIT:
        raise broken(21617, f"a body of {len(one['Body'])} characters")
    if len(form.get("MediaUrl", [])) > 1:
        raise broken(21623, "more than one MediaUrl")
    if "MediaUrl" in one and not _is_address(one["MediaUrl"]):
        raise broken(21620, "MediaUrl is not an http(s) address")
    if "StatusCallback" in one and not _is_address(one["StatusCallback"]):
        raise broken(21609, "StatusCallback is not an http(s) address")


def broken(code: int, violation: str) -> TwilioError:
    """Error 400 that the project could have known to avoid."""
    return TwilioError(400, code, violation=f"messages.create: {violation}")


def _check_addresses(one: Mapping[str, str], sender: str) -> None:
    if "To" not in one:
        raise broken(21604, "To is missing")
    if not ADDRESS.fullmatch(one["To"]):
        raise broken(21211, "To is not of the form whatsapp:+32…")
    if "From" not in one and "MessagingServiceSid" not in one:
        raise broken(21603, "From is missing")
    if "From" in one and not ADDRESS.fullmatch(one["From"]):
        raise broken(63007, "From is not of the form whatsapp:+32…")
    if "From" in one and one["From"] != sender:
        raise broken(63007, "From is not the account's sender")


def _check_content(one: Mapping[str, str]) -> None:
    free = [name for name in ("Body", "MediaUrl", "PersistentAction") if one.get(name)]
    if "ContentSid" in one and free:
        # What Twilio does with both is not documented; it asks not to do it (error 63016's page).
        raise broken(20001, f"ContentSid together with {free}")
    if "ContentSid" not in one and "ContentVariables" in one:
        raise broken(21654, "ContentVariables without ContentSid")
    if "ContentSid" not in one and not free:
        raise broken(21602, "neither Body nor MediaUrl nor ContentSid")


def _is_address(text: str) -> bool:
    parts = urlsplit(text)
    good_host = bool(parts.netloc) and _HOST.fullmatch(parts.netloc.rsplit("@", 1)[-1]) is not None
    return parts.scheme in ("http", "https") and good_host and len(text) <= URL_LIMIT
