"""Gaps at the desk: by theme, without names, and only as far as a colleague may know whose."""

from sqlalchemy import select, text

from bot.desk import faq_gaps
from db import feedback, gaps
from db.models import AuditEvent, Case, Conversation, FaqDraft, FaqGap, GapCluster, Reason
from tests.bot.desk.test_faq import know
from tests.bot.desk.world import World

PAGE = "/desk/faq/gaps"


async def gap(world: World, thread: Conversation, text: str, language: str = "nl") -> int:
    async with world.runtime.database.transaction() as session:
        await feedback.add_gap(session, thread.id, text, language, now=world.now)
        await session.flush()
        found = await session.execute(select(FaqGap.id).order_by(FaqGap.id.desc()))
        return found.scalars().all()[0]


async def cluster(world: World, *gap_ids: int) -> None:
    async with world.runtime.database.transaction() as session:
        row = GapCluster(
            language="nl", theme="transport-driving", nearest="old-bus", likeness=64,
            gap_ids=list(gap_ids),
        )  # fmt: skip
        await gaps.replace_clusters(session, [row])


async def test_what_asks_the_same_stands_together_and_becomes_a_draft(world: World) -> None:
    know(world)
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(await world.volunteer("Fatima Haddad"))
    first = await gap(world, thread, "Waar kan Fatima haar kat <b>laten</b>? Bel 0470 12 34 56")
    second = await gap(world, thread, "En mijn kat?")
    await gap(world, thread, "Wo ist der Hund?", "de")
    await cluster(world, first, second, 999)

    page = (await ana.get(PAGE)).text
    assert "asked 2 times" in page and "Transport and driving" in page and "64 %" in page
    assert "Waar kan [name] haar kat &lt;b&gt;laten&lt;/b&gt;? Bel [phone]" in page
    assert "Fatima" not in page and "Not sorted yet" in page
    german = (await ana.get(f"{PAGE}?language=de")).text
    assert "Wo ist der Hund?" in german and "En mijn kat?" not in german

    link = f"/desk/faq/drafts/new?gap={first}&amp;entry=old-bus"
    assert link in page
    form = (await ana.get(link.replace("&amp;", "&"))).text
    assert '<option value="old-bus" selected>' in form and "Fatima" not in form
    made = await ana.post("/desk/faq/drafts/new", entry="old-bus", language="", gap=str(first))
    assert made.status_code == 303
    assert (await world.fresh(FaqDraft, 1)).gap_id == first
    assert "haar kat" not in (await ana.get(PAGE)).text


async def test_whose_question_it_is_shows_only_within_scope(world: World) -> None:
    know(world)
    ana = await world.signed_in(await world.colleague("Ana", languages=("ar",)))
    cas = await world.signed_in(await world.colleague("Cas", languages=("ti",)))
    thread = await world.talk(await world.family())
    await gap(world, thread, "Waar is de kat?")
    link = f'href="/desk/conversations/{thread.id}"'
    assert link in (await ana.get(PAGE)).text
    page = (await cas.get(PAGE)).text
    assert "Waar is de kat?" in page and link not in page
    async with world.runtime.database.reading() as session:
        found = await session.execute(select(AuditEvent).where(AuditEvent.action == "view_gaps"))
        assert len(found.scalars().all()) == 2


async def test_what_somebody_independent_looks_at_is_kept_from_the_others(world: World) -> None:
    know(world)
    ana = await world.signed_in(await world.colleague("Ana"))
    eva = await world.signed_in(await world.colleague("Eva", complaints=True))
    thread = await world.talk()
    case = await world.case(thread, Reason.SENSITIVE, independent=True)
    assert (await world.fresh(Case, case.id)).independent
    number = await gap(world, thread, "Who checks the volunteers?", "en")
    assert "Who checks" not in (await ana.get(PAGE)).text
    assert (await ana.get(f"/desk/faq/drafts/new?gap={number}")).status_code == 404
    assert "Who checks" in (await eva.get(PAGE)).text


async def test_only_the_words_on_the_page_are_read(world: World) -> None:
    know(world)
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    oldest = await gap(world, thread, "Not on the first page")
    for _ in range(faq_gaps.PAGE):
        await gap(world, thread, "Waar is de kat?")
    async with world.runtime.database.transaction() as session:
        await session.execute(
            text("UPDATE faq_gap SET text = 'cannot be read' WHERE id = :id"), {"id": oldest}
        )
    page = await ana.get(PAGE)
    assert page.status_code == 200 and "Waar is de kat?" in page.text
