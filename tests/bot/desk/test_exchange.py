"""The exchange at the desk: looked at before it goes on, refused kindly, nobody shown to others."""

import re

import pytest
from sqlalchemy import select

from db import desk_exchange
from db.models import (
    AuditEvent,
    Consent,
    Contact,
    ExchangeCopy,
    ExchangeQuestion,
    ExchangeReply,
    WelcomeGroup,
)
from tests.bot.desk.world import Browser, World

TEXT = "How long did your OCMW take to answer?"


async def _member(world: World, name: str, postal_code: str, number: int) -> Contact:
    """A volunteer of another group, with a phone, who takes part."""
    group = await world._add(
        WelcomeGroup(name=f"Group {number}", postal_code=postal_code, created_at=world.now)
    )
    person = await world.volunteer(name, welcome_group_id=group.id)
    await world.talk(person, phone=f"phone-{number}")
    await world._add(
        Consent(
            contact_id=person.id,
            purpose="exchange",
            state="given",
            wording_version="x",
            language="en",
            how="simulator:button",
            at=world.now,
        )
    )
    return person


async def _question(world: World, state: str = "waiting") -> ExchangeQuestion:
    asker = await _member(world, "Lotte Vermeulen", "2800", 1)
    async with world.runtime.database.reading() as session:
        thread = (await session.execute(select(Contact.id))).scalars().all()
    assert thread
    return await world._add(  # type: ignore[no-any-return]
        ExchangeQuestion(
            contact_id=asker.id,
            welcome_group_id=asker.welcome_group_id,
            conversation_id=1,
            postal_code="2800",
            text=TEXT,
            language="en",
            state=state,
            created_at=world.now,
        )
    )


async def _rows(world: World, model: type) -> list:  # type: ignore[type-arg]
    async with world.runtime.database.reading() as session:
        return list((await session.execute(select(model))).scalars())


async def _desk(world: World) -> Browser:
    return await world.signed_in(await world.colleague("Ana"))


async def test_a_question_waits_with_its_author_and_goes_on_to_other_groups(world: World) -> None:
    desk = await _desk(world)
    question = await _question(world)
    other = await _member(world, "Piet Maes", "9000", 2)
    page = (await desk.get("/desk/exchange")).text
    assert "Lotte Vermeulen" in page and "others see: Mechelen" in page and TEXT in page
    assert "2 volunteers take part." in page
    assert re.search(r'data-count="exchange">1<', page)

    answer = await desk.post(f"/desk/exchange/questions/{question.id}/approve", "/desk/exchange")
    assert answer.headers["location"] == "/desk/exchange?done=approved"
    assert [one.contact_id for one in await _rows(world, ExchangeCopy)] == [other.id]
    again = await desk.post(f"/desk/exchange/questions/{question.id}/approve", "/desk/exchange")
    assert again.status_code == 409 and "This does not wait any more." in again.text

    page = (await desk.get(f"/desk/exchange/{question.id}")).text
    assert "Piet Maes" in page and "Gent" in page
    seen = [(one.action, one.subject_kind) for one in await _rows(world, AuditEvent)]
    assert ("approve", "exchange_question") in seen and ("view", "exchange_question") in seen


@pytest.mark.parametrize(
    ("deed", "fields", "said"),
    [
        ("refuse", {"reason": " "}, "Words are missing."),
        ("propose", {"wording": "Call Lotte on 0470 12 34 56"}, "a telephone number"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    world: World, deed: str, fields: dict[str, str], said: str
) -> None:
    desk = await _desk(world)
    question = await _question(world)
    answer = await desk.post(
        f"/desk/exchange/questions/{question.id}/{deed}", "/desk/exchange", **fields
    )
    assert answer.status_code == 422 and said in answer.text
    assert next(iter(fields.values())) in answer.text
    [row] = await _rows(world, ExchangeQuestion)
    assert (row.state, row.proposal, row.refusal) == ("waiting", None, None)


async def test_a_refusal_tells_its_author_why_in_the_colleagues_words(world: World) -> None:
    desk = await _desk(world)
    question = await _question(world)
    await desk.post(
        f"/desk/exchange/questions/{question.id}/refuse", "/desk/exchange",
        reason="The FAQ answers this: ask me.",
    )  # fmt: skip
    said = [one.content["text"] for one in await world.last(await _thread(world))]
    assert "The FAQ answers this: ask me." in said[-1]


async def test_a_risky_answer_waits_with_its_reasons_until_a_colleague_decides(
    world: World,
) -> None:
    desk = await _desk(world)
    question = await _question(world, "approved")
    reader = await _member(world, "Piet Maes", "9000", 2)
    copy = await world._add(
        ExchangeCopy(question_id=question.id, contact_id=reader.id, postal_code="9000",
                     state="sent", created_at=world.now)
    )  # fmt: skip
    reply = await world._add(
        ExchangeReply(copy_id=copy.id, by_asker=False, text="Bel mij", language="nl",
                      state="waiting", risks=["contact"], created_at=world.now)
    )  # fmt: skip
    page = (await desk.get("/desk/exchange")).text
    assert "Piet Maes" in page and "calling, writing or meeting" in page
    await desk.post(f"/desk/exchange/replies/{reply.id}/approve", "/desk/exchange")
    assert [one.state for one in await _rows(world, ExchangeReply)] == ["ready"]
    async with world.runtime.database.reading() as session:
        assert await desk_exchange.count_waiting(session) == 0


async def test_a_volunteer_taken_out_is_told_and_everything_of_theirs_is_closed(
    world: World,
) -> None:
    desk = await _desk(world)
    question = await _question(world)
    page = f"/desk/exchange/{question.id}"
    answer = await desk.post(f"/desk/exchange/members/{question.contact_id}/remove", page)
    assert answer.headers["location"] == "/desk/exchange?done=removed"
    assert [one.state for one in await _rows(world, Consent)] == ["given", "withdrawn"]
    assert [one.state for one in await _rows(world, ExchangeQuestion)] == ["withdrawn"]
    said = [one.content["text"] for one in await world.last(await _thread(world))]
    assert "has ended your part in the exchange" in said[-1]


async def _thread(world: World):  # type: ignore[no-untyped-def]
    from db.models import Conversation

    return await world.fresh(Conversation, 1)
