"""Requests that Twilio makes to our server, with their signatures."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from tests.fakes.twilio_messages import ERRORS, Message

#: Header of the signature.
SIGNATURE_HEADER = "X-Twilio-Signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRequest:
    """A signed POST."""

    #: Public address, as Twilio calls and signs it.
    url: str
    #: Headers, the signature among them.
    headers: dict[str, str]
    #: The parameters.
    form: dict[str, str]

    @property
    def body(self) -> bytes:
        """The form as it travels."""
        return urlencode(self.form).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What a message of a person can carry besides text and files."""

    #: Text and payload of the pressed button.
    button: tuple[str, str] | None = None
    #: Whether that button was on an approved template.
    on_template: bool = False
    #: The message replied to.
    reply_to: Message | None = None
    #: The name they show on WhatsApp.
    profile_name: str = "Test"
    #: A place.
    latitude: float | None = None
    longitude: float | None = None


def sign(url: str, form: dict[str, str], token: str) -> WebhookRequest:
    """`form` as Twilio would post it to `url`."""
    validator: Any = RequestValidator
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "I-Twilio-Idempotency-Token": form["MessageSid"],
        SIGNATURE_HEADER: validator(token).compute_signature(url, form),
    }
    return WebhookRequest(url=url, headers=headers, form=form)


def inbound(message: Message, account: str, api_url: str, extras: Extras) -> dict[str, str]:
    """The parameters of an incoming WhatsApp message."""
    number = message.from_.removeprefix("whatsapp:+")
    form = {
        "SmsMessageSid": message.sid,
        "NumMedia": str(len(message.media)),
        "ProfileName": extras.profile_name,
        "MessageType": _kind(message, extras),
        "SmsSid": message.sid,
        "WaId": number,
        "SmsStatus": "received",
        "Body": message.body,
        "To": message.to,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": message.sid,
        "AccountSid": account,
        "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": {"WaId": number}}}),
        "From": message.from_,
        "ApiVersion": "2010-04-01",
    }
    base = f"{api_url}/2010-04-01/Accounts/{account}/Messages/{message.sid}/Media"
    for position, media in enumerate(message.media):
        form[f"MediaContentType{position}"] = media.mime
        form[f"MediaUrl{position}"] = f"{base}/{media.sid}"
    return form | _more(extras)


def status(message: Message, account: str) -> dict[str, str]:
    """The parameters of a status callback."""
    form = {
        "ChannelPrefix": "whatsapp",
        "ApiVersion": "2010-04-01",
        "MessageStatus": message.status,
        "SmsStatus": message.status,
        "SmsSid": message.sid,
        "ChannelInstallSid": "XE" + "0" * 32,
        "To": message.to,
        "From": message.from_,
        "MessageSid": message.sid,
        "AccountSid": account,
        "ChannelToAddress": message.to.removeprefix("whatsapp:"),
    }
    if message.status in ("read", "delivered", "undelivered"):
        form["EventType"] = message.status.upper()
    if message.error_code is not None:
        form["ErrorCode"] = str(message.error_code)
        form["ChannelStatusMessage"] = ERRORS.get(message.error_code, "The channel refused it")
    return form


def _kind(message: Message, extras: Extras) -> str:
    if extras.button is not None:
        return "button" if extras.on_template else "interactive"
    if extras.latitude is not None:
        return "location"
    if message.media:
        family = message.media[0].mime.split("/")[0]
        return family if family in ("image", "audio", "video") else "document"
    return "text"


def _more(extras: Extras) -> dict[str, str]:
    form: dict[str, str] = {}
    if extras.button is not None:
        form |= {"ButtonText": extras.button[0], "ButtonPayload": extras.button[1]}
    if extras.latitude is not None:
        form |= {"Latitude": str(extras.latitude), "Longitude": str(extras.longitude)}
    if extras.reply_to is not None:
        form["OriginalRepliedMessageSid"] = extras.reply_to.sid
        form["OriginalRepliedMessageSender"] = extras.reply_to.from_
    return form
