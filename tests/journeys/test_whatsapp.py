"""What only WhatsApp has: the window of 24 hours, templates, callbacks and opt-out."""

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from db.models import Consent, Delivery, DeliveryState, Household, StaffMember
from faq.year import Side
from handlers import checkins, plan_editing
from handlers import staff as desk
from tests.fakes.faults import Hang
from tests.journeys import engine
from tests.journeys.phones import Phone
from tests.journeys.world import World

DAY_AND_MORE = dt.timedelta(hours=25)


async def newest(world: World, phone: Phone, kind: str = "reply") -> Delivery:
    return [one for one in await world.deliveries(phone) if one.kind == kind][-1]


async def in_charge(world: World, phone: Phone) -> StaffMember:
    """A colleague who has taken the conversation over."""
    ana = await world.add_staff()
    await phone.asks("/human")
    await world.claims(ana, phone)
    phone.reads()
    return ana


async def family_with_checkin(world: World, phone: Phone) -> None:
    family = await world.add_family("ar")
    await phone.asks(f"/start {await world.invite(family)}")
    await phone.asks("نعم")
    async with world.database.transaction() as session:
        await checkins.plan(
            session,
            await session.get_one(Household, family.id),
            step="how-are-you",
            on=dt.date(2026, 2, 4),
            at=dt.time(11),
            now=world.clock.now(),
        )
    phone.reads()


async def test_outside_the_window_a_reply_waits_behind_one_template_until_anything_is_written(
    world: World, whatsapp: Phone
) -> None:
    await world.approve_templates()
    ana = await in_charge(world, whatsapp)
    world.clock.advance(DAY_AND_MORE)
    await world.replies(ana, whatsapp, "First answer")
    await world.replies(ana, whatsapp, "Second answer")

    [announced] = whatsapp.reads()
    assert announced.text.startswith("answer_waits en")
    held = await newest(world, whatsapp)
    assert (held.state, held.reason) == (DeliveryState.HELD, "window")

    shown = await whatsapp.asks("👍")
    assert [one.text for one in shown] == ["First answer", "Second answer"]


async def test_what_closes_a_case_outside_the_window_costs_no_template_and_grows_old(
    world: World, whatsapp: Phone
) -> None:
    await world.approve_templates()
    ana = await in_charge(world, whatsapp)
    for outcome, pause in (("answered", dt.timedelta(days=6)), ("no_answer", dt.timedelta(days=8))):
        world.clock.advance(DAY_AND_MORE)
        async with world.at_desk(whatsapp) as turn:
            await desk.close(turn, ana, outcome)
        await world.settle()
        assert whatsapp.reads() == []
        world.clock.advance(pause)
        shown = await whatsapp.asks("/human")
        assert any("closed" in one.text for one in shown) is (outcome == "answered")
        await world.claims(ana, whatsapp)
        whatsapp.reads()


async def test_without_an_approved_template_staff_see_why_nothing_went(
    world: World, whatsapp: Phone
) -> None:
    ana = await in_charge(world, whatsapp)
    world.clock.advance(DAY_AND_MORE)
    await world.replies(ana, whatsapp, "An answer")

    assert whatsapp.reads() == []
    notice = await newest(world, whatsapp, "notice")
    assert notice.reason == "template_unavailable:unknown"
    assert (await newest(world, whatsapp)).state == DeliveryState.HELD


async def test_a_held_reply_survives_days_of_waiting_and_a_refusal_after_it(
    world: World, whatsapp: Phone
) -> None:
    await world.approve_templates()
    ana = await in_charge(world, whatsapp)
    world.clock.advance(DAY_AND_MORE)
    await world.replies(ana, whatsapp, "The answer")
    for _ in range(12):
        await world.pass_time(hours=2)
    whatsapp.reads()
    world.twilio.fail_next("messages.create", status=503)
    await whatsapp.asks("hello again")
    await world.pass_time(minutes=1)

    assert [one.text for one in whatsapp.reads()] == ["The answer"]


async def test_a_late_63016_turns_the_same_delivery_into_template_and_held_text(
    world: World, whatsapp: Phone
) -> None:
    await world.approve_templates()
    ana = await in_charge(world, whatsapp)
    world.twilio.clock = lambda: world.clock.now() + DAY_AND_MORE  # whose clock is right
    await world.replies(ana, whatsapp, "The answer")
    sent = world.twilio.last_to(whatsapp.id)
    for call in world.twilio.callbacks(sent.sid):
        await world.hook_twilio(call)
    await world.settle()

    held = await newest(world, whatsapp)
    assert (held.state, held.reason) == (DeliveryState.HELD, "window")
    assert [one.text[:15] for one in whatsapp.reads()] == ["answer_waits en"]
    world.twilio.clock = world.clock.now
    assert [one.text for one in await whatsapp.asks("yes?")] == ["The answer"]
    assert (await newest(world, whatsapp)).id == held.id


async def test_the_second_time_that_the_window_was_closed_is_announced_too(
    world: World, whatsapp: Phone
) -> None:
    await world.approve_templates()
    ana = await in_charge(world, whatsapp)
    for answer in ("one", "two"):
        world.twilio.clock = lambda: world.clock.now() + DAY_AND_MORE
        await world.replies(ana, whatsapp, answer)
        for call in world.twilio.callbacks(world.twilio.last_to(whatsapp.id).sid):
            await world.hook_twilio(call)
        await world.settle()
        world.twilio.clock = world.clock.now
        assert [one.text[:12] for one in whatsapp.reads()] == ["answer_waits"]
        world.clock.advance(dt.timedelta(minutes=5))
        assert [one.text for one in await whatsapp.asks("yes?")] == [answer]


async def test_a_checkin_outside_the_window_goes_as_its_template(
    world: World, whatsapp: Phone
) -> None:
    await world.approve_templates()
    await family_with_checkin(world, whatsapp)
    world.clock.advance(DAY_AND_MORE)
    await world.tick()
    await world.settle()

    [shown] = whatsapp.reads()
    assert shown.text.startswith("plan_how_are_you_family ar")


async def test_words_that_staff_changed_never_go_as_the_template_of_the_old_ones(
    world: World, whatsapp: Phone
) -> None:
    await world.approve_templates()
    step = replace(world.house.plan.steps["how-are-you"], text={Side.FAMILY: "All well?"})
    change = plan_editing.Change(step=step, texts={(Side.FAMILY, "ar"): "كيف حال الجميع؟"})
    ana = await world.add_staff()
    async with world.database.transaction() as session:
        await plan_editing.save(session, world.house, change, member=ana, now=world.clock.now())
    await family_with_checkin(world, whatsapp)
    world.clock.advance(DAY_AND_MORE)
    await world.tick()
    await world.settle()

    assert whatsapp.reads() == []
    waits = await newest(world, whatsapp, "unprompted")
    assert waits.reason == "template_unavailable:unknown"


STATUSES = ("sent", "delivered", "read")


@pytest.mark.parametrize("order", list(itertools.permutations(STATUSES)))
async def test_callbacks_count_by_rank_in_any_order(
    world: World, whatsapp: Phone, order: tuple[str, ...]
) -> None:
    ana = await in_charge(world, whatsapp)
    await world.replies(ana, whatsapp, "The answer")
    sid = world.twilio.last_to(whatsapp.id).sid
    for status in order:
        await world.hook_twilio(world.twilio.status_callback(sid, status))
        await world.settle()

    row = await newest(world, whatsapp)
    assert (row.state, row.receipt) == (DeliveryState.DONE, "read")


async def test_a_refused_message_is_not_revived_by_a_late_sent(
    world: World, whatsapp: Phone
) -> None:
    ana = await in_charge(world, whatsapp)
    await world.replies(ana, whatsapp, "The answer")
    sid = world.twilio.last_to(whatsapp.id).sid
    await world.hook_twilio(world.twilio.status_callback(sid, "undelivered", 63024))
    await world.settle()
    await world.hook_twilio(world.twilio.status_callback(sid, "sent"))
    await world.settle()

    row = await newest(world, whatsapp)
    assert (row.state, row.receipt) == (DeliveryState.FAILED, "undelivered")


async def test_a_provider_opt_out_makes_unreachable_and_leaves_consent_alone(
    world: World, whatsapp: Phone
) -> None:
    await family_with_checkin(world, whatsapp)
    ana = await world.add_staff()
    world.twilio.opts_out(whatsapp.id)
    await world.replies(ana, whatsapp, "The answer")

    address = await world.address(whatsapp)
    assert (address.reachable, address.unreachable_reason) == (False, "opted_out")
    assert [one.state for one in await world.rows(Consent)] == ["given"]
    await world.replies(ana, whatsapp, "Another")
    row = await newest(world, whatsapp)
    assert (row.state, row.reason) == (DeliveryState.HELD, "unreachable")
    world.twilio.opts_in(whatsapp.id)
    assert "Another" in [one.text for one in await whatsapp.asks("START")]


async def test_a_timeout_of_a_checkin_is_uncertain_and_sent_again_only_by_a_person(
    world: World, whatsapp: Phone
) -> None:
    await family_with_checkin(world, whatsapp)
    world.twilio.hang_next("messages.create", how=Hang.DROP)
    await world.pass_time(hours=1)
    old = await newest(world, whatsapp, "unprompted")
    assert old.state == DeliveryState.UNCERTAIN
    await world.pass_time(hours=1)
    assert len(whatsapp.reads()) == 1

    ana = await world.add_staff()
    for _ in range(2):
        async with world.at_desk(whatsapp) as turn:
            await desk.send_again(turn, ana, old.id)
    await world.settle()

    new = await newest(world, whatsapp, "unprompted")
    assert (new.resend_of, new.state) == (old.id, DeliveryState.DONE)
    assert len(whatsapp.reads()) == 1


async def test_a_late_callback_resolves_an_uncertain_checkin(world: World, whatsapp: Phone) -> None:
    await family_with_checkin(world, whatsapp)
    world.twilio.hang_next("messages.create", how=Hang.DROP)
    await world.pass_time(hours=1)
    sid = world.twilio.last_to(whatsapp.id).sid
    await world.hook_twilio(world.twilio.status_callback(sid, "delivered"))
    await world.settle()

    row = await newest(world, whatsapp, "unprompted")
    assert (row.state, row.receipt) == (DeliveryState.DONE, "delivered")


async def test_a_callback_that_comes_before_the_timeout_resolves_it_as_well(
    world: World, whatsapp: Phone
) -> None:
    await family_with_checkin(world, whatsapp)
    world.clock.advance(dt.timedelta(hours=1))
    await world.tick()
    create = world.twilio.create_message

    def report_first(form: dict[str, list[str]]):  # type: ignore[no-untyped-def]
        message = create(form)
        early.append(world.twilio.status_callback(message.sid, "delivered"))
        return message

    early: list[object] = []
    world.twilio.create_message = report_first  # type: ignore[method-assign]
    world.twilio.hang_next("messages.create", how=Hang.DROP)
    outbox = world.outboxes["whatsapp", world.channel("whatsapp").account]
    refused = outbox._refused

    async def call_first(*about):  # type: ignore[no-untyped-def]
        for call in early:
            await world.hook_twilio(call)  # type: ignore[arg-type]
        await world.intake.drain()
        await refused(*about)

    outbox._refused = call_first  # type: ignore[method-assign]
    await world.settle()

    row = await newest(world, whatsapp, "unprompted")
    assert (row.state, row.receipt) == (DeliveryState.DONE, "delivered")


async def test_a_callback_that_comes_before_the_id_is_saved_is_not_lost(
    world: World, whatsapp: Phone
) -> None:
    ana = await in_charge(world, whatsapp)
    channel = world.channel("whatsapp")
    send = channel.send

    async def send_and_hear(message):  # type: ignore[no-untyped-def]
        receipt = await send(message)
        await world.hook_twilio(world.twilio.status_callback(receipt.provider_id, "delivered"))
        await world.intake.drain()
        return receipt

    channel.send = send_and_hear  # type: ignore[method-assign]
    await world.replies(ana, whatsapp, "The answer")

    row = await newest(world, whatsapp)
    assert (row.state, row.receipt) == (DeliveryState.DONE, "delivered")


async def test_a_forged_call_is_refused_and_nothing_is_stored(
    world: World, whatsapp: Phone
) -> None:
    call = world.twilio.says(whatsapp.id, engine.QUESTION)
    body = call.body.replace(b"bank", b"tank")
    assert await world.post("/hooks/whatsapp", call.headers, body) == 403
    unsigned = {k: v for k, v in call.headers.items() if k != "X-Twilio-Signature"}
    assert await world.post("/hooks/whatsapp", unsigned, call.body) == 403
    await world.settle()
    assert whatsapp.reads() == []
