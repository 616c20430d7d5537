"""/faq in a topic: an answer is found, looked at, and sent to the person in their language."""

from collections.abc import Sequence

from db.content import Button, Content
from db.models import StaffMember
from handlers import mirror, staff, suggesting
from handlers.context import Turn
from handlers.suggesting import Offer
from locales import languages
from locales.text import Text
from locales.texts import topic_work as texts
from locales.texts import topics as posts

#: How the payloads of buttons begin; the id of an entry follows.
LOOK, SEND = "faq", "answer"
#: So many answers are offered.
FOUND = 6
#: Characters of a title on a button.
LABEL = 60


async def find(turn: Turn, member: StaffMember, words: str) -> None:
    """The best entries for some words, or for the person's last question, as buttons."""
    del member
    language = turn.house.policy.staff_language
    if words:
        found = await turn.house.finder.find(words, limit=FOUND)
        offers: Sequence[Offer] = [suggesting.offer(turn, one, language) for one in found]
    else:
        suggested = await suggesting.suggested(turn, language)
        offers = suggested.offers if suggested else ()
    if not offers:
        await mirror.post(turn, texts.FAQ_NOTHING if words else texts.FAQ_HOW)
        return
    buttons = [Button(label=_short(one.title), payload=f"{LOOK}:{one.entry_id}") for one in offers]
    await mirror.put_up(turn, Content(text=_said(turn, texts.FAQ_FOUND), buttons=tuple(buttons)))


async def look(turn: Turn, member: StaffMember, entry_id: str) -> None:
    """What the person would read, with a button that sends it."""
    del member
    offer = await _offer(turn, entry_id)
    if offer is None:
        return
    language, send = languages.own_name(offer.language), ((posts.SEND, f"{SEND}:{entry_id}"),)
    if offer.in_another:
        wanted, said = languages.own_name(turn.reads), texts.FAQ_LOOK_OTHER
        await mirror.post(
            turn, said, buttons=send, wanted=wanted, language=language, answer=offer.text
        )
    else:
        said = texts.FAQ_LOOK
        await mirror.post(turn, said, buttons=send, language=language, answer=offer.text)


async def answer(turn: Turn, member: StaffMember, entry_id: str) -> None:
    """Send it as the colleague's reply. TakenBy when the conversation is another's."""
    offer = await _offer(turn, entry_id)
    if offer is None:
        return
    await staff.reply(turn, member, offer.text)


async def _offer(turn: Turn, entry_id: str) -> Offer | None:
    if entry_id not in turn.house.knowledge.entries:
        await mirror.post(turn, texts.FAQ_GONE)
        return None
    asked = await suggesting.region_asked(turn, entry_id)
    return suggesting.offer(turn, entry_id, turn.house.policy.staff_language, asked)


def _short(title: str) -> str:
    return title if len(title) <= LABEL else f"{title[: LABEL - 1].rstrip()}…"


def _said(turn: Turn, said: Text) -> str:
    return turn.house.words.say(said, turn.house.policy.staff_language)
