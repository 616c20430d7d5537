"""What family and group answered to the same step, side by side: part of other pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db import desk_thread, desk_year, replies
from db.models import Household, StaffMember
from handlers import voices
from handlers.step_words import StepWords
from handlers.voices import Voices


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step and both voices, as a page shows them."""

    household: Household
    voices: Voices
    #: the step in the words of the desk
    title: str
    #: names of who answered, by contact
    speakers: Mapping[int, str]


async def gather(
    session: AsyncSession,
    member: StaffMember,
    words: StepWords,
    *,
    household_id: int | None = None,
) -> list[Line]:
    """The newest steps within the colleague's scope that anybody answered."""
    found = await desk_year.voices(session, member, household_id=household_id)
    homes = {home.id: home for _, home in found}
    said = await replies.of_occurrences(session, [one.id for one, _ in found])
    spoke = {one.contact_id for every in said.values() for one in every if one.contact_id}
    speakers = await desk_thread.speakers(session, list(spoke))
    return [
        Line(
            household=homes[pair.asked.household_id],
            voices=pair,
            title=words.title(pair.step_key, pair.asked.side, member.desk_language),
            speakers=speakers,
        )
        for pair in voices.pair([one for one, _ in found], said)
    ]
