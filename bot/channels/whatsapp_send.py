"""One message on its way through Twilio: as text, file, text with buttons, or template.

The client comes from whatsapp.py, the only importer of Twilio's library.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channel import Limits, OutboundMessage, Receipt, SendError
from bot.channels import whatsapp_content, whatsapp_parse
from bot.channels.whatsapp_errors import GONE, UNFIT, explain, translate
from db.content import Template
from db.models.traffic import ReceiptRank
from locales import languages

LIMITS = Limits(
    text=1600,
    text_with_buttons=1024,
    buttons=3,
    button_label=20,
    caption=1024,
    media=16_000_000,
    calendar_files=False,
    sound_captions=False,
    sounds=frozenset({"audio/ogg", "audio/mpeg", "audio/aac", "audio/amr", "audio/3gpp"}),
    window=dt.timedelta(hours=24),
    pace_account=1 / 80,
)
#: The only state in which Twilio takes a template.
APPROVED = "approved"
#: How the code begins of a message that has no template; Twilio's word for its state follows.
UNAVAILABLE = "template_unavailable:"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredContent:
    """A Content that Twilio already knows."""

    content_sid: str
    #: Twilio's own word for the state of approval, kept raw
    approval: str | None = None


class ContentStore(Protocol):
    """Where the ids of Contents are kept."""

    async def find(self, content_hash: str, language: str) -> StoredContent | None: ...

    async def save(
        self, content_hash: str, language: str, content_sid: str, approval: str | None
    ) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is needed to send."""

    #: a twilio.rest.Client over an asynchronous HTTP client
    client: Any
    #: "whatsapp:+32…"
    sender: str
    #: the address of status callbacks, without a query
    callback: str
    contents: ContentStore

    async def send(self, message: OutboundMessage) -> Receipt:
        """Exactly one message. Raises SendError only."""
        if message.template is not None:
            return await self._send_template(message, message.template)
        if message.media is not None:
            if message.media.url is None:
                raise SendError("media_without_address")
            caption = whatsapp_content.numbered(message.text, message.buttons)
            return await self._create(message, media_url=[message.media.url], body=caption or None)
        if message.buttons:
            return await self._send_buttons(message)
        if not message.text.strip():
            raise SendError("empty")
        return await self._create(message, body=message.text)

    async def _create(self, message: OutboundMessage, **fields: Any) -> Receipt:
        try:
            created = await self.client.messages.create_async(
                from_=self.sender,
                to=whatsapp_parse.PREFIX + message.to.removeprefix(whatsapp_parse.PREFIX),
                status_callback=f"{self.callback}?d={message.delivery_id}",
                **fields,
            )
        except Exception as error:
            raise translate(error, sending=True) from error
        receipt = whatsapp_parse.RECEIPTS.get(str(created.status), ReceiptRank.ACCEPTED)
        if receipt is ReceiptRank.UNDELIVERED:
            raise explain(str(created.error_code or ""))
        if not created.sid:
            raise SendError("bad_answer", maybe_sent=True)
        return Receipt(provider_id=created.sid, receipt=receipt)

    async def _send_template(self, message: OutboundMessage, template: Template) -> Receipt:
        known = await self._known(template.key, message.language)
        refusal = unavailable(one.approval for one in known)
        if refusal is not None:
            raise refusal
        usable = next(one for one in known if one.approval == APPROVED)
        values = whatsapp_content.template_variables(template.variables)
        return await self._create(
            message,
            content_sid=usable.content_sid,
            content_variables=json.dumps(values, ensure_ascii=False) if values else None,
        )

    async def _known(self, key: str, language: str) -> list[StoredContent]:
        """In the language, and in the one whose words its readers get: Persian for Dari."""
        hashed = whatsapp_content.template_hash(key)
        found = [await self.contents.find(hashed, code) for code in languages.chain(language)]
        return [one for one in found if one is not None]

    async def _send_buttons(self, message: OutboundMessage) -> Receipt:
        """With buttons where Twilio takes them, and as a numbered text where it does not."""
        found = whatsapp_content.shape(message.text) if _fits(message) else None
        if found is not None:
            try:
                return await self._send_quick_reply(message, found)
            except SendError as error:
                if error.code not in UNFIT | GONE | {"no_content"}:
                    raise
        plain = whatsapp_content.numbered(message.text, message.buttons)
        return await self._create(message, body=plain)

    async def _send_quick_reply(
        self, message: OutboundMessage, found: whatsapp_content.Shape
    ) -> Receipt:
        variables = json.dumps(dict(found.variables), ensure_ascii=False)
        content_hash = whatsapp_content.buttons_hash(found.body, message.buttons)
        known = await self.contents.find(content_hash, message.language)
        if known is not None:
            try:
                return await self._create(
                    message, content_sid=known.content_sid, content_variables=variables
                )
            except SendError as error:
                if error.code not in GONE:
                    raise
        made = await self._make_content(message, found)
        await self.contents.save(content_hash, message.language, made, None)
        return await self._create(message, content_sid=made, content_variables=variables)

    async def _make_content(self, message: OutboundMessage, found: whatsapp_content.Shape) -> str:
        """Nothing is sent yet: whatever goes wrong, the text can still go without buttons."""
        wanted = whatsapp_content.quick_reply(found, message.buttons, message.language)
        contents = self.client.content.v1.contents
        try:
            made = await contents.create_async(contents.ContentCreateRequest(wanted))
        except Exception as error:
            refused = translate(error, sending=False)
            raise refused if refused.code == "invalid_token" else SendError("no_content") from error
        if not made.sid:
            raise SendError("no_content")
        return str(made.sid)


def unavailable(approvals: Iterable[str | None]) -> SendError | None:
    """Why no template of these may be sent, by what is known of each, the dearest language first.

    None: one may.
    """
    known = list(approvals)
    if APPROVED in known:
        return None
    return SendError(UNAVAILABLE + next((one for one in known if one), "unknown"))


def _fits(message: OutboundMessage) -> bool:
    """WhatsApp refuses two equal labels, too."""
    labels = {button.label for button in message.buttons}
    return (
        len(message.text) <= LIMITS.text_with_buttons
        and len(labels) == len(message.buttons) <= LIMITS.buttons
        and all(0 < len(label) <= LIMITS.button_label for label in labels)
    )
