"""Who looked at or did what, for admins. Looking at it is written down as well."""

from starlette.responses import Response

from bot.desk import colleagues, forms
from bot.desk.access import Visit
from db import audit, desk_people, staff
from db.audit import Filter

#: Events on one page.
PAGE = 50


async def show(visit: Visit) -> Response:
    """Newest first, as far as they fit what was asked for."""
    colleagues.must_be_admin(visit)
    async with visit.runtime.database.transaction() as session:
        await staff.audit(session, visit.member.id, "view", "audit", 0, now=visit.now)
    asked = visit.request.query_params
    number = asked.get("conversation", "").strip().lstrip("#")
    async with visit.runtime.database.reading() as session:
        actions = await audit.actions(session)
        wanted = Filter(
            staff_id=forms.number(asked.get("colleague")),
            action=asked.get("action") if asked.get("action") in actions else None,
            conversation_id=forms.number(number),
            household_id=forms.number(asked.get("family")),
            before=forms.number(asked.get("before")),
        )
        found = await audit.events(session, wanted, limit=PAGE + 1)
        shown = found[:PAGE]
        names = await audit.names(session, shown)
        everybody = await staff.everybody(session)
        families = await desk_people.families(session, visit.member)
    return await visit.show(
        "audit.html",
        wanted=wanted,
        no_number=bool(number) and wanted.conversation_id is None,
        events=shown,
        names=names,
        older=shown[-1].id if len(found) > PAGE else None,
        actions=actions,
        colleagues=sorted(
            everybody, key=lambda one: (one.left_at is not None, one.name.casefold())
        ),
        by={one.id: one for one in everybody},
        families=[one.household for one in families],
    )
