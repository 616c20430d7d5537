"""Questions that nothing answered, by theme and language, as a worker sorted them.

Everybody reads them without names and numbers; whose they are only within scope.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.desk import forms
from bot.desk.access import Visit
from db import desk, gaps, staff
from db.gaps import Line
from db.models import GapCluster
from faq import strip
from locales import languages

#: Clusters on one page, and questions of each.
PAGE, SHOWN = 20, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, without personal details."""

    gap: Line
    text: str
    #: the colleague may open its conversation
    within: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Questions that ask much the same; unsorted ones stand alone."""

    #: the group of the nearest entry; None: not sorted yet
    theme: str | None
    language: str | None
    size: int
    #: the nearest entry and how near, in hundredths
    nearest: str | None
    title: str
    likeness: int
    asked: Sequence[Asked]


async def show(visit: Visit) -> Response:
    """The largest clusters first; of one language, or of all."""
    asked = visit.request.query_params
    language = asked.get("language") if asked.get("language") in languages.LANGUAGES else None
    page = max(forms.number(asked.get("page")) or 1, 1)
    async with visit.runtime.database.reading() as session:
        there = await gaps.visible(session, visit.member, await gaps.lines(session))
        chosen = [one for one in there if language in (None, _spoken(one))]
        sorted_now = await _sorted(session, chosen)
        begin = (page - 1) * PAGE
        clusters = await _ready(session, visit, sorted_now[begin : begin + PAGE])
    await _note_view(visit, clusters)
    return await visit.show(
        "faq_gaps.html",
        clusters=clusters,
        total=len(chosen),
        language=language,
        spoken=sorted({code for one in there if (code := _spoken(one))}),
        page=page,
        more=len(sorted_now) > begin + PAGE,
    )


def _spoken(gap: Line) -> str | None:
    return languages.chain(gap.language)[-1] if gap.language else None


_Members = tuple[GapCluster | None, list[Line]]


async def _sorted(session: AsyncSession, found: Sequence[Line]) -> list[_Members]:
    """Clusters with those of these gaps that are in them; the newest that are in none first."""
    left = {one.id: one for one in found}
    known: list[_Members] = []
    for cluster in await gaps.clusters(session):
        members = [left.pop(one) for one in cluster.gap_ids if one in left]
        if members:
            known.append((cluster, members))
    known.sort(key=lambda one: -len(one[1]))
    return [*((None, [one]) for one in reversed(left.values())), *known]


async def _ready(
    session: AsyncSession, visit: Visit, found: Sequence[_Members]
) -> Sequence[Cluster]:
    shown = [one for _, members in found for one in members[:SHOWN]]
    threads = {one.conversation_id for one in shown if one.conversation_id is not None}
    names = await gaps.names_by_conversation(session, threads)
    texts = await gaps.texts(session, [one.id for one in shown])
    within = await desk.within(session, visit.member, threads)
    knowledge = visit.runtime.house.knowledge

    def ready(gap: Line) -> Asked:
        known = names.get(gap.conversation_id or 0, ())
        return Asked(
            gap=gap,
            text=strip.strip(texts[gap.id], known).text,
            within=gap.conversation_id in within,
        )

    def title(entry_id: str) -> str:
        there = entry_id in knowledge.entries
        return knowledge.title(entry_id, visit.member.desk_language) if there else ""

    return [
        Cluster(
            theme=cluster.theme if cluster else None,
            language=cluster.language if cluster else _spoken(members[0]),
            size=len(members),
            nearest=cluster.nearest if cluster else None,
            title=title(cluster.nearest) if cluster else "",
            likeness=cluster.likeness if cluster else 0,
            asked=[ready(one) for one in members[:SHOWN]],
        )
        for cluster, members in found
    ]


async def _note_view(visit: Visit, clusters: Sequence[Cluster]) -> None:
    """Who read what people asked is written down, by the first question on the page."""
    first = next((one.asked[0].gap.id for one in clusters), None)
    if first is None:
        return
    async with visit.runtime.database.transaction() as session:
        await staff.audit(session, visit.member.id, "view_gaps", "faq_gap", first, now=visit.now)
