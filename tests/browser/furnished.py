"""A demo with something to see on every page of the desk."""

import datetime as dt
import re
from dataclasses import dataclass

import pyotp

from bot import demo
from bot.runtime import Runtime
from bot.simulator.speaking import SAMPLES
from db import addresses, conversations, deliveries, inbox, messages, people, replies, staff
from db.content import Button, Content
from db.models import (
    Address,
    Author,
    ChecklistItem,
    Contact,
    Conversation,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Direction,
    ExchangeCopy,
    ExchangeQuestion,
    ExchangeReply,
    Household,
    Message,
    Priority,
    Reason,
    Sponsorship,
    StaffMember,
)
from handlers import editing, plans
from tests.bot.desk.test_calls import call
from tests.bot.desk.test_faq_gaps import cluster, gap
from tests.bot.desk.test_gatherings import plan, told
from tests.bot.desk.test_suggestions import ranked
from tests.bot.desk.world import HASHER, PASSWORD, Browser, World
from tests.fakes.clock import FixedClock
from tests.handlers import year

SECRET = re.compile(r'<p class="code" dir="ltr"><code>([A-Z2-7 ]+)</code>')
#: An entry of the FAQ that every case may be answered with.
ENTRY = "bank-account"
FACTOR = "/desk/account/second-factor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Furnished:
    """What stands in the demo, by the numbers that addresses need."""

    world: World
    #: an admin, and a worker who sees less
    ana: StaffMember
    jonas: StaffMember
    #: conversations: with Ana, in full; free and urgent; unsafe; closed; put aside; with Ana, alone
    full: int
    free: int
    unsafe: int
    closed: int
    aside: int
    taken: int
    #: a volunteer of the group, and two entries for one person of the family
    group: int
    family: int
    sponsorship: int
    #: what the form of the demo's own sponsorship shows
    seen: str
    contact: int
    twins: tuple[int, int]
    #: the family's phone
    address: int
    call: int
    #: an exchange moment, and a training with answers and places
    gatherings: tuple[int, int]
    draft: int
    #: a question of the exchange
    question: int
    #: what the form of the plan's step "week-1" shows
    plan: str
    #: the address of a prepared reply
    canned: str
    #: gives the codes of Ana's second factor, which is begun and not confirmed
    app: pyotp.TOTP


async def furnish(runtime: Runtime, clock: FixedClock) -> Furnished:
    """Put everything into a demo that has only its people."""
    world = World(runtime, clock)
    async with runtime.database.transaction() as session:
        ana, jonas = await staff.working(session)
        ana.password_hash = HASHER.hash(PASSWORD)
    desk = await world.signed_in(ana)
    group = await world.group("Onthaalgroep Leuven")
    home = await world.family("Haddad", group=group)
    lotte = await world.volunteer("Nele Claes", welcome_group_id=group.id, region="flanders")
    twins = [
        await world.volunteer(name, kind="family", household_id=home.id, language="ar")
        for name in ("Amal Haddad", "Amal H")
    ]
    full = await _full(world, desk, await world.talk(home, text="مرحبا <b>بكم</b>", language="ar"))
    others = [
        await world.talk(lotte if number == 2 else None, phone=f"phone-{number}", channel=channel)
        for number, channel in enumerate(["whatsapp", "telegram"] * 2 + ["console"], start=2)
    ]
    free, unsafe, closed, aside, taken = others
    for thread, priority in zip(others, Priority, strict=False):
        await world.case(thread, Reason.SENSITIVE, priority=priority, intent="domestic-violence")
    await world.case(aside)
    await _do(desk, taken.id, "claim")
    await _make_unsafe(world, unsafe)
    await _do(desk, closed.id, "close", outcome="answered")
    await _do(desk, aside.id, "claim")
    day = f"{world.now + dt.timedelta(days=3):%Y-%m-%d}"
    await _do(desk, aside.id, "snooze", until="own", on=day, at="10:00")
    booked = await call(world, free)
    await _knowledge(world, desk, free)
    await _calendar(world, desk, home.id, jonas.id)
    await _voices(world, home.id)
    await _park(world)
    training = await plan(desk, title="Eerste hulp", capacity="20")
    await told(world, training, lotte.id, state="yes", persons=2, needs_childcare=True)
    async with runtime.database.reading() as session:
        sponsorship = await people.sponsorship_of(session, household_id=home.id)
        seen = editing.stamp(await session.get_one(Sponsorship, 1))
        year = await plans.current(session, runtime.house)
    assert sponsorship is not None
    moment = await plan(desk, sponsorship=sponsorship.id)
    question = await _circles(world, lotte, sponsorship.id, free.id)
    return Furnished(
        world=world, ana=ana, jonas=jonas,
        full=full.id, free=free.id, unsafe=unsafe.id, closed=closed.id, aside=aside.id,
        group=group.id, family=home.id, sponsorship=sponsorship.id, seen=seen, contact=lotte.id,
        twins=(twins[0].id, twins[1].id), address=full.address_id, call=booked.id, draft=1,
        gatherings=(moment, training),
        question=question, plan=year.stamp("week-1"),
        app=await _second_factor(world, desk), taken=taken.id, canned=await _canned(desk),
    )  # fmt: skip


async def _full(world: World, desk: Browser, thread: Conversation) -> Conversation:
    """A conversation with a case, answers, files, notes, a mention, labels and every receipt."""
    await world.case(thread, priority=Priority.TODAY)
    photo, voice = [await world.hear(thread, text) for text in ("الرسالة", "")]
    await world.file(photo, (SAMPLES / "letter.png").read_bytes())
    await world.file(voice, (SAMPLES / "voice-note.ogg").read_bytes(), kind="voice",
                     mime="audio/ogg", name="voice-note.ogg")  # fmt: skip
    for state in (*DeliveryState, None):
        await _say(world, thread, state)
    await _do(desk, thread.id, "claim")
    await _do(desk, thread.id, "reply", text="Ik kom morgen.\nTot dan!")
    await _do(desk, thread.id, "note", text="@Jonas kijk je mee?")
    await _do(desk, thread.id, "label", name="school")
    await world.hear(thread, "How do we open a bank account?")
    await ranked(world, thread, ENTRY, "bills-and-debts")
    jonas = await world.signed_in(await _colleague(world, "jonas@demo.invalid"))
    await _do(jonas, thread.id, "note", text="@Ana ja")
    return thread


async def _say(world: World, thread: Conversation, state: DeliveryState | None) -> Message:
    """The bot has said something with buttons, and its delivery came so far."""
    async with world.runtime.database.transaction() as session:
        buttons = (Button(label="Helpful", payload="helped:1"),)
        content = Content(text=f"An answer, {state}", buttons=buttons)
        row = await conversations.locked(session, thread.id)
        assert row is not None
        said = await messages.write(
            session, row, content, direction=Direction.OUT, author=Author.BOT, now=world.now
        )
        address = await session.get_one(Address, thread.address_id)
        key = f"furnished:{said.id}"
        number = await deliveries.queue(
            session, said, address, kind=DeliveryKind.NOTICE, now=world.now, dedupe_key=key
        )
        if state is not None:
            delivery = await session.get_one(Delivery, number)
            delivery.state, delivery.not_before = state, world.now + dt.timedelta(hours=9)
    return said


async def _make_unsafe(world: World, thread: Conversation) -> None:
    async with world.runtime.database.transaction() as session:
        address = await session.get_one(Address, thread.address_id)
        address.unsafe_at = world.now
        address.last_inbound_at = world.now - dt.timedelta(days=2)


async def _knowledge(world: World, desk: Browser, thread: Conversation) -> None:
    """Gaps, sorted and not, and a draft."""
    gaps = [await gap(world, thread, text) for text in ("Waar is de kat?", "En mijn kat?")]
    await cluster(world, *gaps)
    await gap(world, thread, "Wo ist der Hund?", "de")
    await _fill(desk, "/desk/faq/drafts/new", entry=ENTRY, language="nl", text="Ga naar de bank.")


async def _calendar(world: World, desk: Browser, family: int, colleague: int) -> None:
    """A check-in, an appointment, a time of duty and days away."""
    day = f"{world.now + dt.timedelta(days=3):%Y-%m-%d}"
    await _fill(desk, "/desk/checkins", "/desk/checkins", household=str(family), do="plan",
                    step="how-are-you", on=day, at="10:00")  # fmt: skip
    home = f"/desk/families/{family}/appointments"
    await _fill(desk, home, home, kind="dentist", on=day, at="10:00", place="Grote Markt 1")
    await _fill(desk, "/desk/duty", "/desk/duty", staff=str(colleague),
                    from_on=day, from_at="18:00", until_on=day, until_at="22:00")  # fmt: skip
    await _fill(desk, "/desk/hours/away", "/desk/hours", first=day, last=day)


async def _circles(world: World, person: Contact, sponsorship: int, thread: int) -> int:
    """Something stuck for long on a group's list, and an exchange where everything waits."""
    now, long_ago = world.now, world.now - dt.timedelta(days=9)
    async with world.runtime.database.transaction() as session:
        session.add(
            ChecklistItem(
                sponsorship_id=sponsorship, phase="before_arrival", item="lease", state="blocked",
                changed_at=now, blocked_at=long_ago, blocked_by=person.id,
                blocked_reason="Wie tekent er?", comment="Het gezin zelf.", comment_at=now,
            )
        )  # fmt: skip
        asked = [
            ExchangeQuestion(
                contact_id=person.id, welcome_group_id=person.welcome_group_id or 0,
                conversation_id=thread, postal_code="2800", text="Hoe lang duurde het bij jullie?",
                language="nl", state=state, proposal=proposal, created_at=now,
            )
            for state, proposal in (("waiting", None), ("proposed", "Anders"), ("approved", None))
        ]  # fmt: skip
        session.add_all(asked)
        await session.flush()
        copy = ExchangeCopy(
            question_id=asked[2].id, contact_id=person.id, postal_code="9000", state="stopped",
            reported_at=now, reported_by=person.id, created_at=now,
        )  # fmt: skip
        session.add(copy)
        await session.flush()
        for state in ("waiting", "delivered"):
            session.add(
                ExchangeReply(
                    copy_id=copy.id, by_asker=False, text="Bel mij", language="nl", state=state,
                    risks=["contact"], created_at=now,
                )
            )  # fmt: skip
        return asked[2].id


async def _voices(world: World, family: int) -> None:
    """A step that family and group answered differently, and a task."""
    async with world.runtime.database.transaction() as session:
        home = await session.get_one(Household, family)
        link = await people.sponsorship_of(session, household_id=family)
        assert link is not None
        ours = year.Circle(home=home, link=link)
        for side, answer in (("family", "need_help"), ("group", "good"), ("staff", "")):
            sent = {"state": "sent", "sent_at": world.now}
            step = "week-6" if answer else "exchange-1"
            one = await year.due(session, ours, step, side, world.now, **sent)
            if answer:
                phone = await addresses.meet(
                    session, demo.CHANNEL, demo.ACCOUNT, f"voice-{side}", now=world.now
                )
                await replies.record(
                    session, one.id, phone.id, answer=answer, text="مرحبا <b>بكم</b>",
                    contact_id=None, now=world.now,
                )  # fmt: skip


async def _park(world: World) -> None:
    """An event that could not be applied."""
    async with world.runtime.database.transaction() as session:
        event = {"channel": demo.CHANNEL, "account": demo.ACCOUNT, "provider_key": "stuck",
                 "lane": "stuck", "payload": {}}  # fmt: skip
        await inbox.record(session, event, now=world.now)
        stuck = await inbox.claim(session, now=world.now, token="t")
        assert stuck is not None
        stuck.processed_at, stuck.error = world.now, "KeyError"


async def _do(browser: Browser, conversation: int, deed: str, **fields: str) -> None:
    answer = await browser.act(conversation, deed, **fields)
    assert answer.status_code == 303, f"{deed}: {answer.status_code}"


async def _fill(browser: Browser, path: str, page: str = "/desk/", **fields: str) -> None:
    answer = await browser.post(path, page, **fields)
    assert answer.status_code == 303, f"{path}: {answer.status_code}"


async def _canned(desk: Browser) -> str:
    fields = {"text-nl": "We zijn open.", "text-en": "We are open.", "scope": "all"}
    await _fill(desk, "/desk/canned/new", title="Hours of the office", **fields)
    [link] = re.findall(
        r'href="(/desk/canned/\d+)" dir="auto">Hours of', (await desk.get("/desk/canned")).text
    )
    return str(link)


async def _second_factor(world: World, desk: Browser) -> pyotp.TOTP:
    await _fill(desk, FACTOR, "/desk/account")
    secret = SECRET.search((await desk.get(FACTOR)).text)
    assert secret is not None
    return pyotp.TOTP(secret[1].replace(" ", ""))


async def _colleague(world: World, login: str) -> StaffMember:
    async with world.runtime.database.reading() as session:
        member = await staff.by_login(session, login)
    assert member is not None
    return member
