"""The group's checklist in the chat: the phase that fits, its items, and who does what."""

import datetime as dt
from collections.abc import Mapping, Sequence

from db import checklists
from db.content import Button, Content
from db.models import ChecklistItem, Contact, ItemState, Sponsorship
from faq.checklists import CONTEXT, Item, Phase
from handlers import saying, timeline
from handlers.context import Turn
from handlers.events import Said
from handlers.house import House
from locales import circle_words, direction, keywords, languages
from locales.texts import checklists as texts

#: The first word of every payload; alone it shows the list that fits: "checklist:".
VERB = "checklist"
#: Lines at a time: with two more buttons it is what a Telegram message shows.
PAGE = 6
#: Characters of a line.
LINE = 64
#: The first week, and how long before the end its list comes.
WEEK = dt.timedelta(days=7)
END_COMES = dt.timedelta(days=60)
#: A blocked item is a worry after so long.
BLOCKED_LONG = dt.timedelta(days=7)
MARKS = {
    ItemState.OPEN: "⬜",
    ItemState.TAKEN: "👤",
    ItemState.DONE: "✅",
    ItemState.BLOCKED: "⚠️",
}


def phase_on(arrival: dt.date | None, end: dt.date | None, today: dt.date) -> Phase:
    """The phase that fits a day."""
    if arrival is None or today < arrival:
        return Phase.BEFORE_ARRIVAL
    if today < arrival + WEEK:
        return Phase.FIRST_WEEK
    if today >= (end or timeline.year_after(arrival)) - END_COMES:
        return Phase.BEFORE_END
    return Phase.FIRST_TWO_MONTHS


def phase_of(link: Sponsorship, today: dt.date) -> Phase:
    """The phase of a sponsorship on a day."""
    return phase_on(link.arrival_on, link.support_ends_on, today)


def is_blocked_long(item: ChecklistItem, now: dt.datetime) -> bool:
    return item.blocked_at is not None and now - item.blocked_at >= BLOCKED_LONG


def title(house: House, phase: str, item: Item, language: str) -> str:
    """An item in a language, or in English."""
    return house.words.faq(f"{CONTEXT}{phase}", item.key, language) or item.text


def known(house: House, row: ChecklistItem) -> Item | None:
    """What a row is about; None when the item does not ship any more."""
    return house.checklists[Phase(row.phase)].get(row.item)


def spoken(turn: Turn, phase: Phase) -> str:
    """The turn's language if the whole list is there in it: a list is never half translated."""
    words, items = turn.house.words, turn.house.checklists[phase]
    whole = all(words.faq(f"{CONTEXT}{phase}", key, turn.language) for key in items)
    return turn.language if whole else languages.ENGLISH


def first_name(name: str) -> str:
    return name.split()[0] if name.split() else name


def volunteer(turn: Turn) -> Contact | None:
    """Whose list it is: a volunteer of a group, who has not left."""
    person = turn.contact
    return person if person is not None and person.welcome_group_id is not None else None


async def hear_word(turn: Turn, event: Said) -> bool:
    """ "Checklist" as the whole message."""
    folded = keywords.fold(event.text)
    if folded not in circle_words.CHECKLIST:
        return False
    if volunteer(turn) is None:
        if folded.startswith("/"):
            await saying.say(turn, texts.ONLY_FOR_GROUPS)
            return True
        return False
    return await show(turn)


async def show(turn: Turn) -> bool:
    """The list that fits the dates; a group with several families chooses one first."""
    person = volunteer(turn)
    if person is None:
        return False
    links = await checklists.running(turn.session, person.welcome_group_id or 0)
    if not links:
        await saying.say(turn, texts.NO_LIST)
    elif len(links) == 1:
        await show_phase(turn, links[0][0], phase_of(links[0][0], turn.today))
    else:
        buttons = tuple(
            Button(
                label=home.name[:LINE],
                payload=f"{VERB}:list:{link.id}:{phase_of(link, turn.today)}:0",
            )
            for link, home in links
        )
        text = saying.words(turn, texts.WHICH_FAMILY)
        await saying.tell(turn, Content(text=text, buttons=buttons))
    return True


async def show_phase(turn: Turn, link: Sponsorship, phase: Phase, page: int = 0) -> bool:
    """A page of a list: each line is a choice, and says how far it is and who does it."""
    items = turn.house.checklists[phase]
    rows = await checklists.fill(turn.session, link.id, phase, items, now=turn.now)
    language = spoken(turn, phase)
    done = sum(rows[key].state == ItemState.DONE for key in items)
    names = await checklists.names(turn.session, rows.values())
    lines = [
        Button(
            label=line(rows[key], title(turn.house, phase, item, language), names, language),
            payload=f"{VERB}:item:{rows[key].id}",
        )
        for key, item in items.items()
    ]
    text = saying.words(turn, texts.HEADS[phase], language, done=done, total=len(items))
    buttons = (*_page(lines, page), *_ways_on(turn, link, phase, page, language))
    await saying.tell(turn, Content(text=text, buttons=buttons), language=language)
    return True


async def show_phases(turn: Turn, link: Sponsorship) -> bool:
    """A choice of the four lists."""
    buttons = tuple(
        (texts.PHASES[phase], f"{VERB}:list:{link.id}:{phase}:0") for phase in turn.house.checklists
    )
    await saying.say(turn, texts.WHICH_LIST, buttons=buttons)
    return True


def line(row: ChecklistItem, text: str, names: Mapping[int, str], language: str) -> str:
    """A line of the list: its sign, what it is, and who does it."""
    busy = row.holder_id if row.state == ItemState.TAKEN else None
    name = first_name(names.get(busy, "")) if busy else ""
    into = languages.direction(language)
    behind = f" – {direction.isolate(name, into)}" if name else ""
    room = LINE - len(behind) - 4
    short = text if len(text) <= room else f"{text[: room - 1]}…"
    return f"{MARKS[ItemState(row.state)]} {short}{behind}"


def _page(lines: Sequence[Button], page: int) -> Sequence[Button]:
    return lines[page * PAGE : (page + 1) * PAGE]


def _ways_on(
    turn: Turn, link: Sponsorship, phase: Phase, page: int, language: str
) -> Sequence[Button]:
    pages = -(-len(turn.house.checklists[phase]) // PAGE)
    following = f"{VERB}:list:{link.id}:{phase}:{(page + 1) % pages}"
    more = [saying.button(turn, texts.MORE, following, language)] if pages > 1 else []
    other = saying.button(turn, texts.OTHER_LISTS, f"{VERB}:phases:{link.id}", language)
    return [*more, other]
