"""Drafts at the desk: begun, edited, approved by a second person who has read them, turned down."""

from sqlalchemy import text

from db.content import Content
from db.models import Author, Direction, DraftState, FaqDraft, Message, Role
from tests.bot.desk.test_faq import know
from tests.bot.desk.world import Browser, World

NEW = "/desk/faq/drafts/new"
ONE = "/desk/faq/drafts/1"


async def two(world: World) -> tuple[Browser, Browser]:
    know(world)
    ana = await world.signed_in(await world.colleague("Ana Haddad"))
    return ana, await world.signed_in(await world.colleague("Ben"))


async def begin(browser: Browser, **form: str) -> None:
    fields = {"entry": "old-bus", "language": "nl", "text": "Aan de kerk.", **form}
    answer = await browser.post(NEW, **fields)
    assert answer.status_code == 303, answer.text


async def seen(browser: Browser, deed: str) -> str:
    """What the button of a page carries."""
    form = (await browser.get(ONE)).text.partition(f'action="{ONE}/{deed}"')[2]
    return form.partition('name="seen" value="')[2].partition('"')[0]


async def test_a_second_person_approves_what_they_have_read(world: World) -> None:
    ana, ben = await two(world)
    await begin(ana)
    page = (await ana.get(ONE)).text
    assert "A second person approves" in page and f"{ONE}/approve" not in page
    refused = await ana.post(f"{ONE}/approve", seen=await seen(ben, "approve"))
    assert refused.status_code == 422 and "you wrote this draft" in refused.text

    stamp = await seen(ben, "approve")
    assert "nl short" in (await ben.get(ONE)).text  # what it replaces
    await ana.post(f"{ONE}/edit", part="short", language="nl", text="Aan de markt.",
                   seen=await seen(ana, "edit"))  # fmt: skip
    late = await ben.post(f"{ONE}/approve", seen=stamp)
    assert late.status_code == 409 and "wrote in this draft meanwhile" in late.text
    assert (await world.fresh(FaqDraft, 1)).state == DraftState.DRAFT

    done = await ben.post(f"{ONE}/approve", seen=await seen(ben, "approve"))
    assert done.headers["location"] == f"{ONE}?done=approved"
    assert (await world.fresh(FaqDraft, 1)).state == DraftState.APPROVED


async def test_a_draft_that_was_approved_meanwhile_is_not_turned_down_by_an_old_page(
    world: World,
) -> None:
    ana, ben = await two(world)
    await begin(ana)
    stamp = await seen(ana, "reject")
    await ben.post(f"{ONE}/approve", seen=await seen(ben, "approve"))
    assert (await ana.post(f"{ONE}/reject", seen=stamp)).status_code == 409
    taken_back = await ana.post(f"{ONE}/reject", seen=await seen(ana, "reject"))
    assert taken_back.status_code == 303
    again = await ben.post(f"{ONE}/approve", seen="")
    assert again.status_code == 409 and "It is now: Turned down." in again.text


async def test_a_new_entry_needs_an_id_a_group_and_words_and_says_which(world: World) -> None:
    ana, ben = await two(world)
    fields = {"entry": "", "language": "nl", "question": "Waar is de kat?"}
    for new, words in (("Not An Id", "This is no id."), ("old-bus", "with this id already")):
        refused = await ana.post(NEW, **fields, new=new, group="transport")
        assert refused.status_code == 422 and words in refused.text
        assert "Waar is de kat?" in refused.text
    await begin(ana, **fields, new="pets", group="transport", text="")
    incomplete = await ben.post(f"{ONE}/approve", seen=await seen(ben, "approve"))
    assert "needs a question and a short answer" in incomplete.text
    other = await ben.post(NEW, **fields, new="pets", group="transport")
    assert 'href="/desk/faq/drafts/1"' in other.text
    await ana.post(f"{ONE}/edit", part="short", language="nl", text="Bij de buren.", seen="")
    assert (await ben.post(f"{ONE}/approve", seen=await seen(ben, "approve"))).status_code == 303
    assert "Waar is de kat?" in (await ben.get("/desk/faq/drafts")).text


async def test_an_edit_on_an_old_text_keeps_what_was_typed(world: World) -> None:
    ana, ben = await two(world)
    await begin(ana)
    words = {"part": "short", "language": "nl"}
    old = await seen(ana, "edit")
    await ben.post(f"{ONE}/edit", **words, text="Ben's words", seen=old)
    late = await ana.post(f"{ONE}/edit", **words, text="Ana's words", seen=old)
    assert late.status_code == 409
    assert "Ben&#39;s words" in late.text and "Ana&#39;s words" in late.text


async def reply(world: World, member_id: int) -> Message:
    thread = await world.talk(await world.volunteer("Fatima Haddad"))
    said = Message(
        conversation_id=thread.id, seq=7, direction=Direction.OUT, author=Author.STAFF,
        content=Content(text="Dag Fatima, bel 0470 12 34 56.").to_json(), at=world.now,
        staff_id=member_id,
    )  # fmt: skip
    return await world._add(said)


async def test_a_reply_of_ones_own_becomes_a_draft_without_personal_details(
    world: World,
) -> None:
    know(world)
    member = await world.colleague("Ana")
    ana = await world.signed_in(member)
    ben = await world.signed_in(await world.colleague("Ben", role=Role.COORDINATOR))
    cas = await world.signed_in(await world.colleague("Cas", languages=("ti",)))
    message = await reply(world, member.id)
    here = f"/desk/conversations/{message.conversation_id}"
    link = f"{NEW}?message={message.id}"
    assert link in (await ana.get(here)).text
    assert link not in (await ben.get(here)).text

    page = (await ana.get(link)).text
    assert "Dag [name], bel [phone]." in page and "Fatima" not in page
    assert "of a reply of your own" in (await ben.get(link)).text
    assert (await cas.get(link)).status_code == 404

    await begin(ana, message=str(message.id), text="")
    left = await ben.post(f"{ONE}/approve", seen=await seen(ben, "approve"))
    assert left.status_code == 422 and "It still holds [phone], [name]" in left.text


async def test_what_is_not_there_is_not_found(world: World) -> None:
    ana, _ = await two(world)
    for path in ("/desk/faq/drafts/99", f"{NEW}?gap=99", f"{NEW}?message=99", f"{NEW}?gap=x"):
        assert (await ana.get(path)).status_code == 404
    assert (await ana.post("/desk/faq/drafts/99/approve", seen="")).status_code == 404


async def test_a_page_reads_only_the_drafts_that_it_shows(world: World) -> None:
    ana, _ = await two(world)
    await begin(ana)
    async with world.runtime.database.transaction() as session:
        await session.execute(text("UPDATE faq_revision SET text = 'cannot be read'"))
    await begin(ana, entry="train")
    assert "Aan de kerk." in (await ana.get("/desk/faq/drafts/2")).text
    assert (await ana.get("/desk/faq/train")).status_code == 200
