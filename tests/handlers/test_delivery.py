"""May it go now? Each reason for which a delivery is held, withdrawn or too late."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, awaiting, consents, conversations, deliveries, messages, topics
from db.content import Content, Form, Template
from db.engine import Database
from db.models import (
    NEVER_TWICE,
    Address,
    Author,
    ConsentState,
    Control,
    Conversation,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Direction,
    Household,
    MediaState,
    Message,
    Purpose,
    StaffMember,
)
from handlers import consent, context, delivery, gate, outcome
from handlers.delivery import Prepared
from handlers.hours import QuietHours
from tests.db import scene as rows
from tests.handlers import scene

K, S = DeliveryKind, DeliveryState
DAY = dt.timedelta(days=1)
#: 21:30 in Brussels.
NIGHT = dt.datetime(2026, 2, 4, 20, 30, tzinfo=dt.UTC)
MORNING = dt.datetime(2026, 2, 5, 7, 30, tzinfo=dt.UTC)
TEMPLATE = Template(key="checkin", variables=("x",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A family's phone, and something on its way to it."""

    session: AsyncSession
    home: Address
    family: Household
    thread: Conversation
    message: Message
    delivery: Delivery
    now: dt.datetime

    async def prepare(
        self, *, now: dt.datetime | None = None, window: dt.timedelta | None = None, **policy: Any
    ) -> Prepared | None:
        return await delivery.prepare(
            self.session, scene.house(**policy), self.delivery, window=window, now=now or self.now
        )

    async def agree(self, state: ConsentState = ConsentState.GIVEN) -> None:
        await consents.record(
            self.session,
            self.home,
            purpose=Purpose.CHECKINS,
            state=state,
            wording_version="1",
            language="ar",
            how="test",
            now=self.now,
        )

    @property
    def outcome(self) -> tuple[str, str | None]:
        return self.delivery.state, self.delivery.reason


async def make(
    session: AsyncSession,
    now: dt.datetime,
    kind: DeliveryKind,
    content: Content | None = None,
    **more: Any,
) -> Case:
    """A claimed delivery to a family that wrote just now."""
    family = await rows.household(session, now)
    home = await addresses.meet(session, rows.CHANNEL, rows.ACCOUNT, "phone-1", now=now)
    home.household_id, home.last_inbound_at = family.id, now
    thread = await conversations.of_address(session, home, now=now)
    message = await messages.write(
        session,
        thread,
        content or Content(text="Good morning"),
        direction=Direction.OUT,
        author=Author.BOT,
        now=now,
        language="ar",
    )
    await deliveries.queue(session, message, home, kind=kind, now=now, dedupe_key="1", **more)
    claimed = await deliveries.claim(session, rows.CHANNEL, rows.ACCOUNT, now=now, worker="w")
    assert claimed is not None
    return Case(
        session=session,
        home=home,
        family=family,
        thread=thread,
        message=message,
        delivery=claimed,
        now=now,
    )


async def test_what_nothing_stands_against_goes(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.UNPROMPTED)
        await case.agree()
        found = await case.prepare()
        assert found is not None
        assert (found.to, found.language, found.as_template) == ("phone-1", "ar", False)
        assert (found.content.text, found.topic, found.files) == ("Good morning", None, ())
        assert case.outcome == (S.SENDING, None)


# --- whom nobody may write to first


@pytest.mark.parametrize("kind", [kind for kind in K if kind not in NEVER_TWICE])
async def test_what_was_asked_for_needs_no_consent_and_knows_no_night(
    database: Database, now: dt.datetime, kind: DeliveryKind
) -> None:
    async with database.transaction() as session:
        case = await make(session, NIGHT, kind)
        await case.agree(ConsentState.WITHDRAWN)
        assert await case.prepare() is not None


async def test_a_reminder_needs_no_consent_to_check_ins_but_waits_for_the_morning(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        case = await make(session, NIGHT, K.REMINDER)
        case.thread.control = Control.HUMAN
        assert await case.prepare() is None
        assert case.outcome == (S.HELD, "quiet_hours")
        case.delivery.state = S.SENDING
        assert await case.prepare(now=MORNING) is not None


async def test_without_consent_nobody_is_written_to_first(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.UNPROMPTED)
        assert await case.prepare() is None
        assert case.outcome == (S.CANCELLED, "no_consent")


async def test_consent_that_was_taken_back_counts(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.UNPROMPTED)
        await case.agree()
        await case.agree(ConsentState.WITHDRAWN)
        assert await case.prepare() is None
        assert case.outcome == (S.CANCELLED, "no_consent")


@pytest.mark.parametrize("state", [S.HELD, S.QUEUED])
async def test_stop_on_one_phone_ends_what_waits_for_another(
    database: Database, now: dt.datetime, state: DeliveryState
) -> None:
    """Held for the morning, or under way at the moment of STOP and to be tried again."""
    async with database.transaction() as session:
        case = await make(session, NIGHT, K.REMINDER)
        other = await addresses.meet(session, rows.CHANNEL, rows.ACCOUNT, "phone-2", now=now)
        other.household_id = case.family.id
        thread = await conversations.of_address(session, other, now=NIGHT)
        deliveries.move(session, case.delivery, state, now=NIGHT)
        await consent.stop(await context.of(session, scene.house(), other, thread, now=NIGHT))
        deliveries.move(session, case.delivery, S.SENDING, now=MORNING)
        assert await case.prepare(now=MORNING) is None
        assert case.outcome == (S.CANCELLED, "no_consent")


async def test_while_a_person_is_in_charge_a_checkin_waits(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.UNPROMPTED)
        await case.agree()
        case.thread.control = Control.HUMAN
        assert await case.prepare() is None
        assert case.outcome == (S.HELD, "person_in_charge")
        assert case.delivery.not_before == now + gate.HOLD


async def test_the_question_whether_we_may_write_waits_for_the_person_in_charge(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.REMINDER)
        await awaiting.ask(
            session,
            case.thread.id,
            message_id=case.message.id,
            subject=consent.SUBJECT,
            options=["consent:yes"],
            now=now,
            valid=DAY,
        )
        case.thread.control = Control.HUMAN
        assert await case.prepare() is None
        assert case.outcome == (S.HELD, "person_in_charge")


@pytest.mark.parametrize("kind", [K.UNPROMPTED, K.REMINDER, K.REPLY])
async def test_a_phone_that_others_may_read_is_not_written_to(
    database: Database, now: dt.datetime, kind: DeliveryKind
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, kind)
        await case.agree()
        case.home.unsafe_at = now
        assert await case.prepare() is None
        assert case.outcome == (S.HELD, "not_safe")
        assert case.delivery.not_before == now + gate.HOLD


@pytest.mark.parametrize("kind", [K.ANSWER, K.NOTICE, K.STAFF])
async def test_what_answers_the_person_goes_to_an_unsafe_phone_too(
    database: Database, now: dt.datetime, kind: DeliveryKind
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, kind)
        case.home.unsafe_at = now
        assert await case.prepare() is not None


@pytest.mark.parametrize(
    ("kind", "goes"), [(K.REPLY, True), (K.UNPROMPTED, False), (K.REMINDER, False)]
)
async def test_once_the_person_writes_again_replies_go_and_checkins_do_not(
    database: Database, now: dt.datetime, kind: DeliveryKind, goes: bool
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, kind)
        await case.agree()
        case.home.unsafe_at = now - dt.timedelta(minutes=1)
        assert (await case.prepare() is not None) is goes


async def test_a_held_one_is_looked_at_when_it_expires(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        soon = now + gate.HOLD / 2
        case = await make(session, now, K.UNPROMPTED, expires_at=soon)
        await case.agree()
        case.thread.control = Control.HUMAN
        await case.prepare()
        assert case.delivery.not_before == soon


@pytest.mark.parametrize(
    ("said", "goes"),
    [(None, True), (ConsentState.GIVEN, True), (ConsentState.WITHDRAWN, False)],
)
async def test_a_volunteer_is_written_to_until_they_say_no(
    database: Database, now: dt.datetime, said: ConsentState | None, goes: bool
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.UNPROMPTED)
        lotte = await rows.contact(session, now)
        case.home.household_id, case.home.contact_id = None, lotte.id
        await session.flush()
        if said is not None:
            await case.agree(said)
        assert (await case.prepare() is not None) is goes


async def test_at_night_a_checkin_waits_for_the_familys_morning(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        case = await make(session, NIGHT, K.UNPROMPTED)
        await case.agree()
        assert await case.prepare() is None
        assert case.outcome == (S.HELD, "quiet_hours")
        assert case.delivery.not_before == MORNING


async def test_the_night_is_the_familys_own(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        case = await make(session, NIGHT, K.UNPROMPTED)
        await case.agree()
        case.family.timezone = "America/New_York"
        assert await case.prepare() is not None


async def test_where_nights_are_switched_off_it_goes(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        case = await make(session, NIGHT, K.UNPROMPTED)
        await case.agree()
        never = QuietHours(start=dt.time(0), end=dt.time(0))
        assert await case.prepare(quiet=never) is not None


# --- answers of the bot


@pytest.mark.parametrize(
    ("control", "epoch", "goes"),
    [
        (Control.BOT, 0, True),
        (Control.QUEUED, 0, True),
        (Control.HUMAN, 1, False),
        (Control.BOT, 1, False),  # taken over and given back meanwhile
    ],
)
async def test_an_answer_from_before_a_takeover_is_withdrawn(
    database: Database, now: dt.datetime, control: Control, epoch: int, goes: bool
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.ANSWER, epoch=0)
        case.thread.control, case.thread.epoch = control, epoch
        assert (await case.prepare() is not None) is goes
        assert case.outcome == ((S.SENDING, None) if goes else (S.CANCELLED, "taken_over"))


@pytest.mark.parametrize("kind", [K.NOTICE, K.REPLY, K.STAFF])
async def test_notices_and_replies_are_not_bound_to_a_takeover(
    database: Database, now: dt.datetime, kind: DeliveryKind
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, kind)
        case.thread.control, case.thread.epoch = Control.HUMAN, 5
        assert await case.prepare() is not None


# --- who cannot be reached, and what is too late


@pytest.mark.parametrize("kind", [kind for kind in K if kind != K.STAFF])
async def test_whoever_cannot_be_reached_is_waited_for(
    database: Database, now: dt.datetime, kind: DeliveryKind
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, kind)
        await case.agree()
        case.home.reachable = False
        assert await case.prepare() is None
        assert case.outcome == (S.HELD, "unreachable")


async def test_what_comes_too_late_is_not_sent_whatever_else_holds(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.UNPROMPTED, expires_at=now + DAY)
        case.home.reachable = False
        assert await case.prepare(now=now + DAY) is None
        assert case.outcome == (S.EXPIRED, "too_late")


async def test_what_was_held_until_too_late_keeps_the_reason(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.UNPROMPTED, expires_at=now + DAY)
        case.delivery.reason = "quiet_hours"
        assert await case.prepare(now=now + DAY) is None
        assert case.outcome == (S.EXPIRED, "quiet_hours")


# --- the window


@pytest.mark.parametrize(
    ("since", "goes"),
    [(dt.timedelta(0), True), (DAY - dt.timedelta(seconds=1), True), (DAY, False), (None, False)],
)
async def test_free_text_waits_once_the_window_is_closed(
    database: Database, now: dt.datetime, since: dt.timedelta | None, goes: bool
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.REPLY)
        case.home.last_inbound_at = now - since if since is not None else None
        assert (await case.prepare(window=DAY) is not None) is goes
        assert case.outcome == ((S.SENDING, None) if goes else (S.HELD, "window"))
        assert case.home.last_inbound_at is None or case.home.last_inbound_at <= now


async def test_one_template_says_that_something_waits_however_much_waits(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.REPLY)
        case.home.last_inbound_at = now - 2 * DAY
        for _ in range(2):
            await case.prepare(window=DAY)
            await outcome.tell_held(session, scene.house(), case.delivery.id, now=now)
            case.delivery.state = S.SENDING
        found = await messages.latest(session, case.thread.id)
        waiting = [one for one in found if Content.from_json(one.content).template is not None]
        assert len(waiting) == 1


async def test_a_notice_waits_without_announcing_an_answer_that_there_is_not(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.NOTICE)
        case.home.last_inbound_at = now - 2 * DAY
        assert await case.prepare(window=DAY) is None
        assert case.outcome == (S.HELD, "window")
        await outcome.tell_held(session, scene.house(), case.delivery.id, now=now)
        case.delivery.state = S.DONE
        await outcome.hold_for_window(session, scene.house(), case.delivery, now=now)
        assert case.outcome == (S.HELD, "window")
        assert len(await messages.latest(session, case.thread.id)) == 1


async def test_a_template_opens_the_closed_window(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        content = Content(text="How are you?", template=TEMPLATE)
        case = await make(session, now, K.UNPROMPTED, content)
        await case.agree()
        case.home.last_inbound_at = now - 2 * DAY
        found = await case.prepare(window=DAY)
        assert found is not None and found.as_template
        open_now = await case.prepare(window=3 * DAY)
        assert open_now is not None and not open_now.as_template


async def test_staff_copies_know_no_window(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.STAFF)
        case.home.last_inbound_at = None
        assert await case.prepare(window=DAY) is not None


# --- files


async def attach(case: Case, state: MediaState) -> None:
    row = await messages.attach(
        case.session,
        case.message,
        now=case.now,
        kind="photo",
        mime="image/jpeg",
        name=None,
        size=None,
        channel=rows.CHANNEL,
        account=rows.ACCOUNT,
        reference="r",
    )
    row.state = state
    await case.session.flush()


async def test_a_file_on_its_way_is_waited_for_without_using_up_attempts(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.REPLY)
        await attach(case, MediaState.WANTED)
        assert await case.prepare() is None
        assert case.outcome == (S.QUEUED, "media")
        assert case.delivery.not_before == now + delivery.MEDIA_PAUSE
        assert case.delivery.attempts == 0


async def test_only_files_that_are_here_go(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        case = await make(session, now, K.REPLY)
        for state in (MediaState.STORED, MediaState.FAILED, MediaState.TOO_BIG):
            await attach(case, state)
        found = await case.prepare()
        assert found is not None
        assert [file.state for file in found.files] == [MediaState.STORED]


# --- copies for staff


async def copy_of(
    session: AsyncSession,
    now: dt.datetime,
    content: Content,
    *,
    author: Author,
    direction: Direction,
    member: StaffMember | None = None,
    **policy: Any,
) -> Prepared:
    thread = await rows.conversation(session, now)
    home = await session.get_one(Address, thread.address_id)
    if home.contact_id is None:
        home.contact_id = (await rows.contact(session, now, name="Lotte Janssens")).id
    message = await messages.write(
        session,
        thread,
        content,
        direction=direction,
        author=author,
        now=now,
        staff_id=member.id if member else None,
    )
    office = await rows.address(session, now, "-100")
    topic = await topics.ensure(session, thread.id, office, now=now)
    key = f"t{message.id}"
    await deliveries.queue(
        session, message, office, kind=K.STAFF, now=now, dedupe_key=key, topic_id=topic.id
    )
    claimed = await deliveries.claim(session, rows.CHANNEL, rows.ACCOUNT, now=now, worker="w")
    assert claimed is not None
    house = scene.house(**policy)
    found = await delivery.prepare(session, house, claimed, window=None, now=now)
    assert found is not None and found.topic is not None
    deliveries.move(session, claimed, S.DONE, now=now)
    return found


async def test_a_copy_in_the_topic_says_who_speaks(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        ana = await rows.colleague(session, now)
        person = {"author": Author.PERSON, "direction": Direction.IN}
        table: list[tuple[Content, dict[str, Any], str]] = [
            (Content(text="Hello"), person, "👤 Hello"),
            (Content(text="Hi"), {"author": Author.BOT, "direction": Direction.OUT}, "🤖 Hi"),
            (
                Content(text="Yes"),
                {"author": Author.STAFF, "direction": Direction.OUT, "member": ana},
                "💬 Ana: Yes",
            ),
            (
                Content(form=Form.UNREADABLE, what="sticker"),
                person,
                "👤 [sticker]",
            ),
            (
                Content(form=Form.LOCATION, latitude=51.028, longitude=4.48),
                person,
                "👤 51.028000, 4.480000",
            ),
            (
                Content(text="A new request"),
                {"author": Author.BOT, "direction": Direction.STAFF},
                "A new request",
            ),
        ]
        for content, who, shown in table:
            found = await copy_of(session, now, content, **who)
            assert found.content.text == shown
            assert found.to == "-100"


async def test_a_topic_is_named_after_volunteers_and_never_after_families(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        words: dict[str, Any] = {"author": Author.PERSON, "direction": Direction.IN}
        found = await copy_of(session, now, Content(text="Hi"), **words)
        assert found.topic_name.endswith("Lotte Janssens")
        thread = await rows.conversation(session, now)
        home = await session.get_one(Address, thread.address_id)
        family = await rows.household(session, now)
        member = await rows.contact(
            session, now, kind="family", name="Invented Name", household_id=family.id
        )
        home.contact_id = member.id
        found = await copy_of(session, now, Content(text="Hi"), **words)
        assert found.topic_name == f"#{thread.id}"
        found = await copy_of(session, now, Content(text="Hi"), **words, topics_for_all=True)
        assert found.topic_name == f"#{thread.id} Invented Name"
