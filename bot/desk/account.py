"""A colleague's own account: name, languages, password, and the browsers that are signed in."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot import passwords
from bot.desk import access, forms, signin
from bot.desk.access import Visit
from db import desk_sessions, second_factors, staff
from db.models import StaffMember
from handlers import lines, staffing
from locales import languages

#: The start of the name of a field that says that somebody speaks a language.
SPEAKS = "speaks-"
#: What can be wrong with what was entered, as the pages know it.
FAULTS: dict[type[Exception], str] = {
    staffing.NoName: "no_name",
    staffing.NoLogin: "no_login",
    staffing.LoginHasSpace: "login_space",
    staffing.LoginTaken: "login_taken",
    lines.TooLong: "too_long",
    staffing.NoLanguage: "no_language",
}
DONE = ("saved", "password", "session", "sessions", "factor_off")
PAGE = "/desk/account"


async def show(visit: Visit) -> Response:
    return await _page(visit)


async def describe(visit: Visit) -> Response:
    """The own name and languages."""
    try:
        async with visit.changing() as session:
            await staffing.describe(
                session,
                visit.member,
                visit.form.get("name", ""),
                spoken(visit.form),
                now=visit.now,
            )
    except tuple(FAULTS) as fault:
        return await _page(visit, fault=FAULTS[type(fault)])
    return access.go(f"{PAGE}?done=saved")


async def choose_language(visit: Visit) -> Response:
    """Show the desk in another language, from now on and on every device."""
    language = visit.form.get("language", "")
    if language not in visit.pages.languages:
        raise HTTPException(400)
    async with visit.changing() as session:
        member = await session.get_one(StaffMember, visit.member.id)
        member.desk_language = language
    return access.go(forms.local_path(visit.form.get("next")))


async def change_password(visit: Visit) -> Response:
    """A new password, for the old one if there is one; all other browsers are signed out."""
    fault = await _wrong_password(visit)
    if fault:
        return await _page(visit, fault=fault)
    hashed = await asyncio.to_thread(passwords.hashed, visit.form.get("new", ""))
    async with visit.changing() as session:
        await staffing.set_password(
            session,
            visit.member.id,
            hashed,
            by=visit.member,
            now=visit.now,
            kept=visit.session_id,
        )
    return access.go(f"{PAGE}?done=password")


async def end_session(visit: Visit) -> Response:
    """Sign one browser out; the own one as well."""
    number = visit.number("id")
    async with visit.changing() as session:
        await desk_sessions.end(session, visit.member.id, number, now=visit.now)
        await staff.audit(
            session, visit.member.id, "end_session", "staff", visit.member.id, now=visit.now
        )
    return access.go(access.SIGN_IN if number == visit.session_id else f"{PAGE}?done=session")


async def end_others(visit: Visit) -> Response:
    async with visit.changing() as session:
        await desk_sessions.end_others(session, visit.member.id, visit.session_id, now=visit.now)
        await staff.audit(
            session, visit.member.id, "end_session", "staff", visit.member.id, now=visit.now
        )
    return access.go(f"{PAGE}?done=sessions")


def spoken(form: forms.Form) -> tuple[str, ...]:
    """The languages that were ticked."""
    return tuple(code for code in languages.LANGUAGES if form.get(f"{SPEAKS}{code}"))


async def _wrong_password(visit: Visit) -> str:
    """What is wrong with the form; empty when nothing is. Wrong guesses count as at sign-in."""
    form, member, now = visit.form, visit.member, visit.now
    if form.get("new", "") != form.get("again", ""):
        return "not_same"
    try:
        staffing.check_password(form.get("new", ""))
    except staffing.PasswordTooShort:
        return "too_short"
    kept, key = member.password_hash, signin.account_key(member.login)
    if kept is None:
        return ""
    async with visit.runtime.database.reading() as session:
        failures = await staff.count_failures(session, key, since=now - signin.COUNTED)
    if failures >= signin.ACCOUNT_FAILURES:
        return "throttled"
    if await asyncio.to_thread(passwords.fits, kept, form.get("current", "")):
        return ""
    async with visit.runtime.database.transaction() as session:
        await staff.add_failure(session, key, now=now)
    return "wrong_password"


async def _page(visit: Visit, *, fault: str = "") -> Response:
    member = visit.member
    async with visit.runtime.database.reading() as session:
        browsers = await desk_sessions.of_colleague(session, member.id, now=visit.now)
        factor = await second_factors.of_colleague(session, member.id)
        codes_left = await second_factors.count_codes(session, member.id)
    described = fault in FAULTS.values()
    done = visit.request.query_params.get("done")
    return await visit.show(
        "account.html",
        status={"": 200, "throttled": 429, "wrong_password": 403}.get(fault, 422),
        fault=fault,
        done=done if done in DONE else None,
        name=visit.form.get("name", "") if described else member.name,
        chosen=spoken(visit.form) if described else tuple(member.languages),
        browsers=browsers,
        this=visit.session_id,
        factor=factor,
        codes_left=codes_left,
        lengths=staffing.PASSWORD_LENGTHS,
    )
