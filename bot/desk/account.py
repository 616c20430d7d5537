"""A colleague's own settings: the language of the desk."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, forms
from bot.desk.access import Visit
from db.models import StaffMember


async def choose_language(visit: Visit) -> Response:
    """Show the desk in another language, from now on and on every device."""
    language = visit.form.get("language", "")
    if language not in visit.pages.languages:
        raise HTTPException(400)
    async with visit.changing() as session:
        member = await session.get_one(StaffMember, visit.member.id)
        member.desk_language = language
    return access.go(forms.local_path(visit.form.get("next")))
