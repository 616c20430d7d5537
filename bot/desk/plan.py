"""The plan of the year: its steps, and each with its words, its past and what a change would do.

Everybody reads it; coordinators and admins change it, after a look.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, plan_forms, plan_view
from bot.desk.access import Page, Visit
from bot.desk.plan_forms import Wrong
from db import desk
from faq.entry import Region
from faq.year import Audience, LatePolicy, Side, Step
from handlers import plan_checks, plan_editing, plan_effects, plan_history, plans
from handlers.plan_editing import Change, Draft
from handlers.plan_effects import Effects
from handlers.plan_history import Difference
from handlers.plans import Current
from locales import languages

DONE = ("saved", "added", "same")
#: What a form asks for, given the plan of now. Raises PlanError.
Ask = Callable[[Visit, Current], Change]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a change would do."""

    draft: Draft
    effects: Effects
    differences: Sequence[Difference]
    #: where it is saved
    action: str
    #: WhatsApp has to approve words that it brings
    asks_approval: bool


async def show(visit: Visit) -> Response:
    """Every step in the order of the year."""
    async with visit.runtime.database.reading() as session:
        plan = await plans.current(session, visit.runtime.house)
    return await visit.show("plan.html", groups=plan_view.rows(visit, plan), may=_may(visit))


async def begin(visit: Visit) -> Response:
    """An empty form for a step of staff's own."""
    _must(visit)
    return await _new_page(visit)


async def add(visit: Visit) -> Response:
    """Keep a new step; it begins switched off."""
    _must(visit)
    house = visit.runtime.house
    try:
        async with visit.changing() as session:
            plan = await plans.current(session, house)
            change = plan_editing.added(plan, plan_forms.new(visit.form, plan))
            step = await plan_editing.save(
                session, house, change, member=visit.member, now=visit.now
            )
    except plan_forms.WRONG as error:
        return await _new_page(visit, plan_forms.wrong(error))
    return access.go(f"/desk/plan/{step.key}?done=added")


async def one(visit: Visit) -> Response:
    return await _page(visit)


async def edit(visit: Visit) -> Response:
    def ask(visit: Visit, plan: Current) -> Change:
        return plan_forms.edited(visit.form, plan, _step(visit, plan))

    return await _change(visit, ask, "")


async def switch(visit: Visit) -> Response:
    """On or off for everybody."""

    def ask(visit: Visit, plan: Current) -> Change:
        wanted = visit.form.get("enabled") == "1"
        return plan_editing.switched(plan, _step(visit, plan).key, enabled=wanted)

    return await _change(visit, ask, "/switch")


async def restore(visit: Visit) -> Response:
    """Back to the version that ships."""

    def ask(visit: Visit, plan: Current) -> Change:
        step = _step(visit, plan)
        if step.key not in plan.shipped:
            raise HTTPException(404)
        return plan_editing.restored(plan, step.key)

    return await _change(visit, ask, "/restore")


async def _change(visit: Visit, ask: Ask, deed: str) -> Response:
    """Look first, then save; a form that is out of date is not obeyed."""
    _must(visit)
    here = f"/desk/plan/{visit.request.path_params['key']}"
    try:
        if "confirm" not in visit.form:
            look = await _look(visit, ask, here + deed)
            return await _page(visit, look=look) if look else access.go(f"{here}?done=same")
        async with visit.changing() as session:
            plan = await plans.current(session, visit.runtime.house)
            await plan_editing.save(
                session,
                visit.runtime.house,
                ask(visit, plan),
                member=visit.member,
                now=visit.now,
                seen=visit.form.get("seen", ""),
            )
    except plan_forms.WRONG as error:
        return await _page(visit, wrong=plan_forms.wrong(error))
    return access.go(f"{here}?done=saved")


async def _look(visit: Visit, ask: Ask, action: str) -> Look | None:
    """None when nothing would change."""
    async with visit.runtime.database.reading() as session:
        plan = await plans.current(session, visit.runtime.house)
        draft = await plan_editing.draft(
            session, visit.runtime.house, ask(visit, plan), seen=visit.form.get("seen", "")
        )
        differences = plan_history.of_draft(draft)
        if not differences:
            return None
        effects = await plan_effects.look(session, draft.after, now=visit.now)
    return Look(
        draft=draft,
        effects=effects,
        differences=differences,
        action=action,
        asks_approval=plan_view.asks_approval(visit, draft),
    )


def _may(visit: Visit) -> bool:
    return desk.sees_all(visit.member)


def _must(visit: Visit) -> None:
    if not _may(visit):
        raise HTTPException(403)


def _step(visit: Visit, plan: Current) -> Step:
    """The step that is meant, or 404."""
    step = plan.steps.get(visit.request.path_params["key"])
    if step is None:
        raise HTTPException(404)
    return step


async def _page(visit: Visit, wrong: Wrong | None = None, look: Look | None = None) -> Response:
    language = visit.request.query_params.get("language") or visit.member.desk_language
    if language not in languages.LANGUAGES:
        raise HTTPException(404)
    async with visit.runtime.database.reading() as session:
        plan = await plans.current(session, visit.runtime.house)
        step = _step(visit, plan)
        figures = await plan_view.figures(session, step)
        past = await plan_view.past(session, visit, step.key)
        bubbles = await plan_view.bubbles(session, visit, plan, step, language)
    start = plan_forms.typed(plan, step)
    is_kept = bool(wrong or look) and "anchor" in visit.form
    refused = look.draft.missing if look else wrong.missing if wrong else {}
    return await visit.show(
        "plan_step.html",
        status=wrong.status if wrong else 422 if refused else 200,
        row=plan_view.row(visit, plan, step),
        step=step,
        language=language,
        bubbles=bubbles,
        figures=figures,
        past=past,
        seen=plan.stamp(step.key),
        may=_may(visit),
        done=None if wrong or look else visit.request.query_params.get("done"),
        refused=refused,
        look=look,
        sent=visit.form,
        **_fields(visit, plan, step, wrong, visit.form if is_kept else start),
    )


async def _new_page(visit: Visit, wrong: Wrong | None = None) -> Response:
    async with visit.runtime.database.reading() as session:
        plan = await plans.current(session, visit.runtime.house)
    values = {**plan_forms.START, **visit.form} if wrong else plan_forms.START
    return await visit.show(
        "plan_new.html",
        status=wrong.status if wrong else 200,
        **_fields(visit, plan, None, wrong, values),
    )


def _fields(
    visit: Visit, plan: Current, step: Step | None, wrong: Wrong | None, edit: Any
) -> dict[str, Any]:
    """What the form of a step offers to choose from."""
    knowledge, desk_language = visit.runtime.house.knowledge, visit.member.desk_language
    entries = {id: knowledge.title(id, desk_language) for id in sorted(knowledge.entries)}
    if step is not None and step.faq and step.faq not in entries:
        entries = {step.faq: step.faq, **entries}
    anchors, kinds = list(plan_checks.ANCHORS), list(plan_forms.KINDS)
    if step is not None and step.anchor not in anchors:
        anchors = [step.anchor]
    if step is not None and step.kind not in kinds:
        kinds = [step.kind]
    return {
        "wrong": wrong or Wrong(),
        "edit": edit,
        "anchors": anchors,
        "kinds": kinds,
        "audiences": list(Audience),
        "policies": list(LatePolicy),
        "regions": list(Region),
        "sides": list(Side),
        "flags": plan_forms.FLAGS,
        "answers": {
            key: plan.label(key, desk_language) or answer.label
            for key, answer in plan.answers.items()
        },
        "effects": {key: str(answer.effect) for key, answer in plan.answers.items()},
        "entries": entries,
        "has_words": step is None or plan_forms.has_words(step),
        "longest": plan_checks.LENGTH,
    }


#: What only looks: path and function.
PAGES: tuple[tuple[str, Page], ...] = (
    ("/plan", show),
    ("/plan/new", begin),
    ("/plan/{key}", one),
)
#: What changes something: path and function.
ACTIONS: tuple[tuple[str, Page], ...] = (
    ("/plan/new", add),
    ("/plan/{key}", edit),
    ("/plan/{key}/switch", switch),
    ("/plan/{key}/restore", restore),
)
