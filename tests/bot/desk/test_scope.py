"""Who sees which conversation: in the list, on its page, its files, live, and by searching."""

from dataclasses import dataclass

import pytest

from db.models import Priority, Reason, Role, Sponsorship, StaffMember
from tests.bot.desk.streams import opened
from tests.bot.desk.world import Browser, World

#: Conversations, by the name that stands on the page.
EVERYTHING = ("Lotte", "Al-Hamdan", "Ghada", "Tesfay", "Taken", "Complaint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A colleague, and what they see."""

    role: Role = Role.WORKER
    languages: tuple[str, ...] = ("nl",)
    #: responsible for the family Al-Hamdan, welcomed by the group of Ghada
    responsible: bool = False
    #: the responsibility has ended
    ended: bool = False
    complaints: bool = False
    #: has taken the conversation "Taken"
    took: bool = False
    sees: tuple[str, ...]


CASES = {
    "a worker: own languages, and what is urgent": Case(sees=("Lotte", "Tesfay")),
    "a variant of a language is that language": Case(
        languages=("fa", "ar"), sees=("Al-Hamdan", "Tesfay")
    ),
    "responsible: the family and its group in any language": Case(
        responsible=True, sees=("Lotte", "Al-Hamdan", "Ghada", "Tesfay")
    ),
    "a responsibility that ended": Case(responsible=True, ended=True, sees=("Lotte", "Tesfay")),
    "what one has taken, in any language": Case(took=True, sees=("Lotte", "Tesfay", "Taken")),
    "complaints in own languages only": Case(
        complaints=True, sees=("Lotte", "Tesfay", "Complaint")
    ),
    "a coordinator: all but complaints": Case(role=Role.COORDINATOR, sees=EVERYTHING[:-1]),
    "an admin: all": Case(role=Role.ADMIN, sees=EVERYTHING),
}


async def _prepare(world: World, case: Case) -> tuple[Browser, dict[str, tuple[int, int]]]:
    """A browser, and (conversation, file) by name."""
    member = await world.colleague("Ana", role=case.role, languages=case.languages)
    other = await world.colleague("Ben", role=Role.COORDINATOR)
    async with world.runtime.database.transaction() as session:
        row = await session.get_one(StaffMember, member.id)
        row.handles_complaints = case.complaints
    group = await world.group()
    home = await world.family("Al-Hamdan", language="fa_AF", group=group)
    async with world.runtime.database.transaction() as session:
        link = await session.get_one(Sponsorship, 1)
        link.staff_id = member.id if case.responsible else other.id
        link.ended_on = world.now.date() if case.ended else None
    owners = {
        "Lotte": await world.volunteer("Lotte", language="nl"),
        "Al-Hamdan": home,
        "Ghada": await world.volunteer("Ghada", language="uk", welcome_group_id=group.id),
        "Tesfay": await world.volunteer("Tesfay", language="ti"),
        "Taken": await world.volunteer("Taken", language="sw"),
        "Complaint": await world.volunteer("Complaint", language="nl"),
    }
    found = {}
    for name, owner in owners.items():
        thread = await world.talk(owner, phone=name)
        letter = await world.file(await world.hear(thread, "see"), b"png")
        found[name] = (thread.id, letter.id)
        if name == "Tesfay":
            await world.case(thread, Reason.SENSITIVE, priority=Priority.URGENT)
        if name == "Complaint":
            await world.case(thread, Reason.SENSITIVE, independent=True)
        if name == "Taken":
            boss = await world.signed_in(other)
            await boss.act(thread.id, "claim")
            if case.took:
                async with world.runtime.database.transaction() as session:
                    row = await session.get_one(type(thread), thread.id)
                    row.assignee_id = member.id
    return await world.signed_in(member), found


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_a_colleague_sees_what_is_theirs_wherever_they_look(world: World, case: Case) -> None:
    browser, threads = await _prepare(world, case)
    listed = (await browser.get("/desk/?view=all")).text
    seen: dict[str, set[str]] = {way: set() for way in ("list", "page", "file", "live", "search")}
    for name, (number, file) in threads.items():
        link = f'href="/desk/conversations/{number}"'
        looks = {
            "list": link in listed,
            "page": (await browser.get(f"/desk/conversations/{number}")).status_code == 200,
            "file": (await browser.get(f"/desk/media/{file}")).status_code == 200,
            "search": link in (await browser.get(f"/desk/?view=all&q={name}")).text,
        }
        async with opened(world, browser, f"conversation={number}") as stream:
            looks["live"] = await stream.event() is not None
        for way, is_seen in looks.items():
            if is_seen:
                seen[way].add(name)
    assert seen == {way: set(case.sees) for way in seen}
