"""One item of the group's list: taken, done, stuck, handed back; one volunteer wins, kindly."""

import datetime as dt
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from db import awaiting, checklists
from db.content import Content
from db.models import ChecklistItem, Contact, Control, ItemState, Reason, Sponsorship
from faq.checklists import Item, Phase
from handlers import answering, escalation, saying
from handlers import checklists as lists
from handlers.checklists import VERB
from handlers.context import Turn
from handlers.events import Said
from locales.text import Text
from locales.texts import checklists as texts

#: The subject under which the reason is waited for, before the number of the item.
STUCK = f"{VERB}:stuck:"
#: So long after "it is stuck" the next words are the reason.
REASON_WAITS = dt.timedelta(hours=12)
#: Characters of a reason that are kept.
LONGEST = 1000
_S = ItemState
#: What may be marked as done, and what may be called stuck.
UNDONE = (_S.OPEN, _S.TAKEN, _S.BLOCKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """An item that somebody of its group chose."""

    turn: Turn
    person: Contact
    row: ChecklistItem
    item: Item
    #: the language of the whole list
    language: str

    @property
    def title(self) -> str:
        return lists.title(self.turn.house, self.row.phase, self.item, self.language)

    async def say(self, said: Text, **values: Any) -> None:
        """One text about the item, in the language of the list, with the way back."""
        back = f"{VERB}:list:{self.row.sponsorship_id}:{self.row.phase}:0"
        button = saying.button(self.turn, texts.BACK_TO_LIST, back, self.language)
        text = saying.words(self.turn, said, self.language, **values)
        content = Content(text=text, buttons=(button,))
        await saying.tell(self.turn, content, language=self.language)

    async def move(self, state: ItemState, *, seen: Collection[ItemState], **more: Any) -> bool:
        return await checklists.move(
            self.turn.session, self.row.id, state, seen=seen, now=self.turn.now, **more
        )


async def press(turn: Turn, argument: str) -> bool:
    """A button of the list; what is no business of this person (any more) means nothing."""
    deed, _, rest = argument.partition(":")
    if not deed:
        return await lists.show(turn)
    if deed in ("list", "phases"):
        return await _press_list(turn, deed, rest)
    chosen = await _choose(turn, rest) if deed in DEEDS else None
    return chosen is not None and await DEEDS[deed](chosen)


async def answer_in_words(turn: Turn, event: Said) -> bool:
    """Why something is stuck: the next words after the question for it."""
    waiting = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
    if waiting is None or not waiting.subject.startswith(STUCK) or not event.text.strip():
        return False
    in_charge = turn.conversation.control == Control.HUMAN
    if in_charge or turn.now - waiting.asked_at > REASON_WAITS:
        return False
    chosen = await _choose(turn, waiting.subject.removeprefix(STUCK))
    if chosen is None:
        return False
    await awaiting.close(turn.session, turn.conversation.id, waiting.subject, now=turn.now)
    moved = await chosen.move(
        _S.BLOCKED,
        seen=UNDONE,
        blocked_at=turn.now,
        blocked_by=chosen.person.id,
        blocked_reason=event.text.strip()[:LONGEST],
    )
    if not moved:
        await chosen.say(texts.DONE_ALREADY, item=chosen.title)
        return True
    await escalation.open_case(turn, Reason.CHECKLIST)
    await chosen.say(texts.STUCK_NOTED)
    return True


async def _press_list(turn: Turn, deed: str, rest: str) -> bool:
    number, _, place = rest.partition(":")
    phase, _, page = place.partition(":")
    link = await _own_link(turn, number)
    if link is None:
        return False
    if deed == "phases":
        return await lists.show_phases(turn, link)
    if phase not in set(Phase) or not page.isdigit():
        return False
    return await lists.show_phase(turn, link, Phase(phase), int(page))


async def _own_link(turn: Turn, number: str) -> Sponsorship | None:
    """A running sponsorship of the person's own group."""
    person = lists.volunteer(turn)
    if person is None:
        return None
    links = await checklists.running(turn.session, person.welcome_group_id or 0)
    return next((link for link, _ in links if str(link.id) == number), None)


async def _choose(turn: Turn, number: str) -> Chosen | None:
    """The item of this number, if it is this person's group's."""
    person = lists.volunteer(turn)
    if person is None or not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    row = await checklists.find(turn.session, int(number), group_id=person.welcome_group_id)
    item = lists.known(turn.house, row) if row else None
    if row is None or item is None:
        return None
    language = lists.spoken(turn, Phase(row.phase))
    return Chosen(turn=turn, person=person, row=row, item=item, language=language)


async def _show(chosen: Chosen) -> bool:
    """The item with its state, what staff say about it, and what can be done."""
    turn, row = chosen.turn, chosen.row
    names = await checklists.names(turn.session, [row])
    blocks = [_state(chosen, names)]
    if row.comment:
        blocks.append(saying.words(turn, texts.COMMENT, chosen.language, comment=row.comment))
    buttons = tuple(
        saying.button(turn, label, f"{VERB}:{deed}:{row.id}", chosen.language)
        for label, deed in _choices(chosen)
    )
    content = Content(text="\n\n".join(blocks), buttons=buttons)
    await saying.tell(turn, content, language=chosen.language)
    return True


def _state(chosen: Chosen, names: Mapping[int, str]) -> str:
    row, turn = chosen.row, chosen.turn
    values: dict[str, Any] = {"item": chosen.title}
    said = {_S.OPEN: texts.OPEN, _S.DONE: texts.DONE}.get(ItemState(row.state), texts.TAKEN)
    if row.state == _S.TAKEN and row.holder_id == chosen.person.id:
        said = texts.TAKEN_BY_YOU
    elif row.state == _S.TAKEN:
        values["name"] = lists.first_name(names.get(row.holder_id or 0, "?"))
    elif row.state == _S.BLOCKED:
        said = texts.BLOCKED
        values["name"] = lists.first_name(names.get(row.blocked_by or 0, "?"))
        values["reason"] = row.blocked_reason or "–"
    return saying.words(turn, said, chosen.language, **values)


def _choices(chosen: Chosen) -> list[tuple[Text, str]]:
    """What this person can do with it now."""
    row, found = chosen.row, []
    if row.state == _S.OPEN:
        found.append((texts.I_DO_THIS, "take"))
    if row.state == _S.DONE:
        found.append((texts.NOT_DONE, "again"))
    else:
        found.append((texts.IS_DONE, "done"))
    if row.state in (_S.OPEN, _S.TAKEN):
        found.append((texts.IS_STUCK, "stuck"))
    if row.state == _S.TAKEN and row.holder_id == chosen.person.id:
        found.append((texts.HAND_BACK, "back"))
    return [*found, (texts.READ_MORE, "read")]


async def _take(chosen: Chosen) -> bool:
    """The first one wins; the other one hears who it was."""
    if not await chosen.move(_S.TAKEN, seen=(_S.OPEN,), holder_id=chosen.person.id):
        return await _overtaken(chosen)
    await chosen.say(texts.NOW_YOURS, item=chosen.title)
    return True


async def _done(chosen: Chosen) -> bool:
    keeper = chosen.row.holder_id or chosen.person.id
    if not await chosen.move(_S.DONE, seen=UNDONE, holder_id=keeper):
        return await _overtaken(chosen)
    await chosen.say(texts.NOW_DONE, item=chosen.title)
    return True


async def _again(chosen: Chosen) -> bool:
    if not await chosen.move(_S.OPEN, seen=(_S.DONE,), holder_id=None):
        return await _overtaken(chosen)
    await chosen.say(texts.NOW_OPEN, item=chosen.title)
    return True


async def _back(chosen: Chosen) -> bool:
    """Only who does it hands it back."""
    mine = chosen.person.id
    if not await chosen.move(_S.OPEN, seen=(_S.TAKEN,), only_of=mine, holder_id=None):
        return await _overtaken(chosen)
    await chosen.say(texts.NOW_OPEN, item=chosen.title)
    return True


async def _stuck(chosen: Chosen) -> bool:
    """Ask why, in one message."""
    turn, row = chosen.turn, chosen.row
    if row.state not in (_S.OPEN, _S.TAKEN):
        return await _overtaken(chosen)
    cancel = saying.button(turn, texts.CANCEL, f"{VERB}:cancel:{row.id}", chosen.language)
    text = saying.words(turn, texts.WHAT_IS_STUCK, chosen.language, item=chosen.title)
    content = Content(text=text, buttons=(cancel,))
    await saying.tell(turn, content, language=chosen.language, subject=f"{STUCK}{row.id}")
    return True


async def _cancel(chosen: Chosen) -> bool:
    turn = chosen.turn
    await awaiting.close(
        turn.session, turn.conversation.id, f"{STUCK}{chosen.row.id}", now=turn.now
    )
    await chosen.say(texts.STUCK_CANCELLED)
    return True


async def _read(chosen: Chosen) -> bool:
    """The entry of the FAQ behind the item, for the person's region."""
    if chosen.item.entry_id not in chosen.turn.house.knowledge.entries:
        return False
    await answering.give(chosen.turn, [chosen.item.entry_id])
    return True


async def _overtaken(chosen: Chosen) -> bool:
    """Somebody was quicker: say so, or show the item as it is now."""
    row = await checklists.find(chosen.turn.session, chosen.row.id)
    if row is None:
        return False
    if row.state == _S.TAKEN and row.holder_id not in (None, chosen.person.id):
        names = await checklists.names(chosen.turn.session, [row])
        name = lists.first_name(names.get(row.holder_id or 0, "?"))
        await chosen.say(texts.TAKEN_ALREADY, name=name, item=chosen.title)
        return True
    if row.state == _S.DONE:
        await chosen.say(texts.DONE_ALREADY, item=chosen.title)
        return True
    return await _show(chosen)


#: What can be done with an item, by the second word of a payload.
DEEDS: Mapping[str, Callable[[Chosen], Awaitable[bool]]] = {
    "item": _show,
    "take": _take,
    "done": _done,
    "again": _again,
    "back": _back,
    "stuck": _stuck,
    "cancel": _cancel,
    "read": _read,
}
