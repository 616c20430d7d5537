"""Spoken versions of our texts: which are there in which language, recorded at the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access
from bot.desk.access import Page, Visit
from db.models import Recording
from faq.year import Side
from handlers import plans, recordings, sounds
from handlers.media import Kept
from handlers.plans import Current
from handlers.recordings import Spoken, State, TextChanged, TooLong, UnknownText, Voices
from locales import languages

#: What the page says of a recording that was not taken, by what was wrong.
FAULTS: Mapping[type[Exception], str] = {
    TooLong: "too_long",
    TextChanged: "changed",
    sounds.NotASound: "not_a_sound",
}
DONE = ("recorded", "removed")
#: The browser may hear somebody on this page, and on no other of the desk.
MICROPHONE = {"permissions-policy": "camera=(), geolocation=(), microphone=(self)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A text, in the colleague's own language, and where its spoken versions stand."""

    about: Spoken
    title: str
    states: Mapping[str, State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A text in the chosen language, with its recording."""

    about: Spoken
    title: str
    text: str
    seen: str
    state: State
    recording: Recording | None


async def show(visit: Visit) -> Response:
    """All texts and languages, or the texts of one language."""
    return await _page(visit, visit.request.query_params.get("language", ""))


async def keep(visit: Visit) -> Response:
    """A recording was chosen or made; refused with a sentence where it cannot be sent."""
    form, language = visit.form, visit.form.get("language", "")
    if visit.file is None:
        return await _page(visit, language, fault="no_file")
    try:
        async with visit.runtime.database.reading() as session:
            about, text = await _text(visit, session, language)
        if form.get("seen") != recordings.hash_of(text):
            raise TextChanged
        if len(visit.file.content) > recordings.LARGEST:
            raise TooLong
        sound = sounds.recognise(visit.file.content)
    except tuple(FAULTS) as wrong:
        return await _page(visit, language, fault=FAULTS[type(wrong)])
    content = visit.file.content
    file: Kept = await visit.runtime.media.keep(content, name="", mime=sound.mime)
    try:
        async with visit.changing() as session:
            await recordings.keep(
                session,
                about,
                language,
                text,
                file,
                seconds=sound.seconds,
                member=visit.member,
                now=visit.now,
            )
    except BaseException:
        await visit.runtime.media.erase(file.storage_key)
        raise
    return _back(language, "recorded", about)


async def take_back(visit: Visit) -> Response:
    async with visit.changing() as session:
        row = await _find(session, visit.number("id"))
        await recordings.take_back(session, row.id, member=visit.member, now=visit.now)
        about = Spoken(key=row.text_key, side=Side(row.side), step=None)
    return _back(row.language, "removed", about)


async def listen(visit: Visit) -> Response:
    """The sound itself."""
    async with visit.runtime.database.reading() as session:
        row = await _find(session, visit.number("id"))
    try:
        content = await visit.runtime.media.get(row.storage_key)
    except FileNotFoundError as gone:
        raise HTTPException(404) from gone
    return Response(
        content,
        media_type=row.mime,
        headers={"content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'self'"},
    )


async def _page(visit: Visit, language: str, *, fault: str = "") -> Response:
    async with visit.runtime.database.reading() as session:
        plan = await plans.current(session, visit.runtime.house)
        voices = await recordings.load(session)
    about = list(recordings.texts(plan))
    chosen = language if language in languages.LANGUAGES else ""
    done = visit.request.query_params.get("done")
    answer = await visit.show(
        "recordings.html",
        status=422 if fault else 200,
        rows=[] if chosen else [_row(visit, plan, voices, one) for one in about],
        lines=_lines(visit, plan, voices, about, chosen) if chosen else [],
        language=chosen,
        fault=fault,
        at=(visit.form.get("key"), visit.form.get("side")) if fault else None,
        done=done if done in DONE and not fault else None,
        megabytes=recordings.LARGEST // (1024 * 1024),
    )
    answer.headers.update(MICROPHONE)
    return answer


def _row(visit: Visit, plan: Current, voices: Voices, about: Spoken) -> Row:
    return Row(
        about=about,
        title=_title(visit, plan, about),
        states={
            code: voices.state(about.key, about.side, code, plan_text(plan, about, code))
            for code in languages.LANGUAGES
        },
    )


def _lines(
    visit: Visit, plan: Current, voices: Voices, every: Sequence[Spoken], language: str
) -> list[Line]:
    """What has words in this language."""
    found = []
    for about in every:
        text = plan_text(plan, about, language)
        if text:
            line = Line(
                about=about,
                title=_title(visit, plan, about),
                text=text,
                seen=recordings.hash_of(text),
                state=voices.state(about.key, about.side, language, text),
                recording=voices.known.get((about.key, about.side, language)),
            )
            found.append(line)
    return found


def plan_text(plan: Current, about: Spoken, language: str) -> str | None:
    """The words that would be spoken, their places unfilled."""
    if about.step is None:
        return plans.consent_question(plan.words, language)
    return plan.text(about.step, about.side, language)


def _title(visit: Visit, plan: Current, about: Spoken) -> str:
    own = plan_text(plan, about, visit.member.desk_language)
    shown = own or plan_text(plan, about, languages.ENGLISH) or about.key
    return shown.replace("{organisation}", visit.runtime.house.policy.organisation)


async def _text(visit: Visit, session: AsyncSession, language: str) -> tuple[Spoken, str]:
    """What was recorded, with its words as they are now. 404 for a text that is not there."""
    plan = await plans.current(session, visit.runtime.house)
    wanted = (visit.form.get("key"), visit.form.get("side"))
    for about in recordings.texts(plan):
        if (about.key, about.side) == wanted and language in languages.LANGUAGES:
            text = plan_text(plan, about, language)
            if text:
                return about, text
    raise HTTPException(404, str(UnknownText.__doc__))


async def _find(session: AsyncSession, recording_id: int) -> Recording:
    row = await session.get(Recording, recording_id)
    if row is None:
        raise HTTPException(404)
    return row


def _back(language: str, done: str, about: Spoken) -> Response:
    return access.go(f"/desk/recordings?language={language}&done={done}#{about.key}-{about.side}")


#: What only looks, what changes something, and what brings a file: path and function.
PAGES: tuple[tuple[str, Page], ...] = (
    ("/recordings", show),
    ("/recordings/{id:number}/sound", listen),
)
ACTIONS: tuple[tuple[str, Page], ...] = (("/recordings/{id:number}/remove", take_back),)
UPLOADS: tuple[tuple[str, Page], ...] = (("/recordings", keep),)
