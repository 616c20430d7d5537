"""What people do and see: the same verbs on Telegram, on WhatsApp and on the try-it page."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.channel import OutboundMessage, Receipt
from bot.channels.simulator import SimulatorChannel
from tests.fakes import twilio_webhooks
from tests.fakes.twilio_webhooks import WebhookRequest

if TYPE_CHECKING:
    from tests.journeys.world import World

#: The channels that journeys run on.
CHANNELS = ("telegram", "whatsapp", "simulator")
#: How addresses of people look, by channel.
IDS = {"telegram": "4100{:05d}", "whatsapp": "+324701{:05d}", "simulator": "phone-{}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as it stands on a phone."""

    text: str
    #: labels under it, or written out in it as a numbered list
    buttons: tuple[str, ...]
    #: the bytes of its file
    file: bytes | None = None


class Phone(ABC):
    """Somebody's phone, on one channel."""

    channel: str

    def __init__(self, world: "World", number: int) -> None:
        self.world = world
        self.id = IDS[self.channel].format(number)
        self._read = 0

    @property
    def account(self) -> str:
        accounts = self.world.runtime.channels
        return next(account for name, account in accounts if name == self.channel)

    def reads(self) -> list[Shown]:
        """What has arrived since the last look."""
        everything = self.shows()
        new, self._read = everything[self._read :], len(everything)
        return new

    @abstractmethod
    def shows(self) -> list[Shown]:
        """Everything that has arrived."""

    @abstractmethod
    async def says(self, text: str) -> None: ...

    @abstractmethod
    async def taps(self, label: str) -> None:
        """Press a button that is really there."""

    @abstractmethod
    async def sends_photo(self, content: bytes = b"photo", caption: str | None = None) -> None: ...

    @abstractmethod
    async def sends_voice(self) -> None: ...

    @abstractmethod
    async def sends_document(self) -> None: ...

    @abstractmethod
    async def sends_location(self) -> None: ...

    @abstractmethod
    async def sends_sticker(self) -> None: ...

    async def asks(self, text: str) -> list[Shown]:
        """Say it, wait until everything has happened, and read."""
        await self.says(text)
        await self.world.settle()
        return self.reads()

    async def presses(self, label: str) -> list[Shown]:
        """Press the newest button of this label, or answer its number, and read."""
        place = self._place_in_list(label)
        if place is None:
            await self.taps(label)
        else:
            await self.says(str(place))
        await self.world.settle()
        return self.reads()

    def _place_in_list(self, label: str) -> int | None:
        for shown in reversed(self.shows()):
            if label in shown.buttons:
                return None
            for line in shown.text.splitlines():
                number, _, rest = line.partition(". ")
                if rest == label and number.isdigit():
                    return int(number)
        raise LookupError(f"no button {label!r} on this phone")


class TelegramPhone(Phone):
    channel = "telegram"

    def __init__(self, world: "World", number: int, language: str | None = None) -> None:
        super().__init__(world, number)
        self.person = world.telegram.person(int(self.id), language_code=language)

    def shows(self) -> list[Shown]:
        return [
            Shown(text=one.text, buttons=one.labels, file=one.media.content if one.media else None)
            for one in self.world.telegram.sent_to(self.person.id)
        ]

    async def says(self, text: str) -> None:
        await self.world.hook_telegram(self.world.telegram.says(self.person, text))

    async def taps(self, label: str) -> None:
        sent = self.world.telegram.sent_to(self.person.id)
        message = next(one for one in reversed(sent) if label in one.labels)
        await self.world.hook_telegram(self.world.telegram.presses(self.person, message, label))

    async def sends_photo(self, content: bytes = b"photo", caption: str | None = None) -> None:
        fake = self.world.telegram
        await self.world.hook_telegram(fake.sends_photo(self.person, content, caption=caption))

    async def sends_voice(self) -> None:
        await self.world.hook_telegram(self.world.telegram.sends_voice(self.person))

    async def sends_document(self) -> None:
        await self.world.hook_telegram(self.world.telegram.sends_document(self.person))

    async def sends_location(self) -> None:
        await self.world.hook_telegram(self.world.telegram.sends_location(self.person))

    async def sends_sticker(self) -> None:
        await self.world.hook_telegram(self.world.telegram.sends_sticker(self.person))


class WhatsappPhone(Phone):
    channel = "whatsapp"

    def shows(self) -> list[Shown]:
        """Without what was accepted only to fail, as outside the window."""
        return [
            Shown(text=one.body, buttons=tuple(title for title, _ in one.buttons))
            for one in self.world.twilio.sent_to(self.id)
            if one.doomed is None
        ]

    async def says(self, text: str) -> None:
        await self.world.hook_twilio(self.world.twilio.says(self.id, text))

    async def taps(self, label: str) -> None:
        fake = self.world.twilio
        titles = ((one, [title for title, _ in one.buttons]) for one in fake.sent_to(self.id)[::-1])
        message = next(one for one, found in titles if label in found)
        await self.world.hook_twilio(fake.presses(self.id, message, label))

    async def sends_photo(self, content: bytes = b"photo", caption: str | None = None) -> None:
        await self._sends("image/jpeg", content, caption or "")

    async def sends_voice(self) -> None:
        await self._sends("audio/ogg", b"voice")

    async def sends_document(self) -> None:
        await self._sends("application/pdf", b"document")

    async def sends_location(self) -> None:
        fake = self.world.twilio
        await self.world.hook_twilio(fake.says(self.id, latitude=51.03, longitude=4.48))

    async def sends_sticker(self) -> None:
        call = self.world.twilio.says(self.id, media=[("image/webp", b"sticker")])
        await self.world.hook_twilio(_changed(self.world, call, MessageType="sticker"))

    async def _sends(self, mime: str, content: bytes, text: str = "") -> None:
        await self.world.hook_twilio(self.world.twilio.says(self.id, text, media=[(mime, content)]))


class SimulatorPhone(Phone):
    channel = "simulator"

    def shows(self) -> list[Shown]:
        return [
            Shown(
                text=one.text,
                buttons=tuple(button.label for button in one.buttons),
                file=one.media.content if one.media else None,
            )
            for one, _ in self.world.simulator.sent
            if one.to == self.id
        ]

    async def says(self, text: str) -> None:
        await self._happens("text", text=text)

    async def taps(self, label: str) -> None:
        for one, provider_id in reversed(self.world.simulator.sent):
            payloads = {button.label: button.payload for button in one.buttons}
            if one.to == self.id and label in payloads:
                await self._happens("button", payload=payloads[label], message_id=provider_id)
                return
        raise LookupError(label)

    async def sends_photo(self, content: bytes = b"photo", caption: str | None = None) -> None:
        await self._sends("photo", "image/jpeg", content, caption or "")

    async def sends_voice(self) -> None:
        await self._sends("voice", "audio/ogg", b"voice")

    async def sends_document(self) -> None:
        await self._sends("document", "application/pdf", b"document")

    async def sends_location(self) -> None:
        await self._happens("location", latitude=51.03, longitude=4.48)

    async def sends_sticker(self) -> None:
        await self._happens("sticker", what="sticker")

    async def _sends(self, kind: str, mime: str, content: bytes, text: str = "") -> None:
        reference = await self.world.simulator.keep(content, now=self.world.clock.now())
        media = {"kind": kind, "mime": mime, "reference": reference}
        await self._happens("file", text=text, media=media)

    async def _happens(self, kind: str, **more: Any) -> None:
        payload = {"id": f"sim-in-{self.world.count()}", "from": self.id, "kind": kind, **more}
        await self.world.take_in("simulator", payload)


class RecordingSimulator(SimulatorChannel):
    """The try-it page's channel; what it sends stays to be looked at."""

    sent: list[tuple[OutboundMessage, str]]

    async def send(self, message: OutboundMessage) -> Receipt:
        receipt = await super().send(message)
        self.sent.append((message, receipt.provider_id))
        return receipt


PHONES: dict[str, type[Phone]] = {
    "telegram": TelegramPhone,
    "whatsapp": WhatsappPhone,
    "simulator": SimulatorPhone,
}


def path_of(call: WebhookRequest) -> str:
    """Path and query of a webhook call's address."""
    address = urlsplit(call.url)
    return address.path + (f"?{address.query}" if address.query else "")


def _changed(world: "World", call: WebhookRequest, **fields: str) -> WebhookRequest:
    return twilio_webhooks.sign(call.url, call.form | fields, world.twilio.auth_token)
