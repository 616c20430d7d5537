"""plan preview: the whole year of a family, message by message, without writing anything."""

import datetime as dt

import click

from bot import contents
from bot.commands import opening
from bot.contents import Approvals
from bot.rehearsal import preview
from bot.rehearsal.preview import Shown, Wanted
from bot.rehearsal.sums import Fate
from bot.runtime import Runtime
from faq.entry import Region
from faq.year import Side
from handlers.house import Policy
from handlers.timeline import Dates, EndBeforeArrival
from locales import languages

DAY = click.DateTime(["%Y-%m-%d"])
LANGUAGE = click.Choice(list(languages.LANGUAGES))
#: What the reasons mean, as sentences go on.
REASONS = {
    "first_contact": "nobody there has written to us",
    "no_consent": "there is no consent",
    "consent_given": "consent was given already",
    "no_translation": "there is no text in this language",
    "unconfirmed": "its legal words are confirmed by nobody in this language",
    "opt_in": "it is only for who asked for it",
    "arrival": "the days around the arrival",
    "arrival_days": "the days around the arrival",
    "weekly_limit": "as many messages as a week may have",
    "sunday_morning": "Sunday morning",
    "quiet_hours": "quiet hours",
    "late": "its day has passed",
    "late_undecided": "its day has passed, and staff have to choose",
    "region": "it is for another region",
    "school_children": "it depends on children of school age",
    "switched_off": "it is switched off in the plan",
}
ASSUMED = """\
Assumed: group and family are linked early enough that nothing is late. The contact person of the
group has written to us before; the family writes on the day it arrives, and consent is assumed:
it says yes an hour after it is asked (by a colleague, where the bot may not). Nobody answers
anything else, so that WhatsApp's window is closed and templates are needed, unless somebody wrote
within 24 hours. A template that is not approved, as far as is known here, would wait. Nobody has a
pause or other wishes."""


@click.command("preview")
@click.option("--arrival", type=DAY, required=True, help="The day on which the family arrives.")
@click.option("--matched", type=DAY, help="When group and family were brought together.")
@click.option("--registration", type=DAY, help="When it is registered in the municipality.")
@click.option("--status", type=DAY, help="When the refugee status is granted.")
@click.option("--support-end", type=DAY, help="When the support ends; else a year later.")
@click.option("--card", type=DAY, help="When the first residence card ends.")
@click.option("--region", type=click.Choice(list(map(str, Region))), help="Where they live.")
@click.option("--language", type=LANGUAGE, default="en", help="What the family reads.")
@click.option("--group-language", type=LANGUAGE, default="nl", help="What the group reads.")
@click.option("--channel", type=click.Choice(["whatsapp", "telegram"]), default="whatsapp")
@click.option("--children/--no-children", default=None, help="Of school age; else not known.")
def show(
    arrival: dt.datetime,
    matched: dt.datetime | None,
    registration: dt.datetime | None,
    status: dt.datetime | None,
    support_end: dt.datetime | None,
    card: dt.datetime | None,
    region: str | None,
    language: str,
    group_language: str,
    channel: str,
    children: bool | None,
) -> None:
    """The whole year of a family as it would be sent; nothing is written."""
    dates = Dates(
        arrival_on=arrival.date(),
        matched_on=matched and matched.date(),
        registered_on=registration and registration.date(),
        status_granted_on=status and status.date(),
        support_ends_on=support_end and support_end.date(),
        card_expires_on=card and card.date(),
    )
    wanted = Wanted(
        dates=dates,
        region=Region(region) if region else None,
        school_children=children,
        language=language,
        group_language=group_language,
        channel=channel,
    )

    async def work(runtime: Runtime) -> None:
        plan, is_kept = await opening.current_plan(runtime)
        approvals = await _approvals(runtime, wanted) if is_kept else {}
        try:
            year = preview.preview(runtime.house, plan, wanted, approvals)
        except EndBeforeArrival as fault:
            raise click.ClickException(str(fault)) from None
        click.echo(_head(wanted, runtime.house.policy, is_kept=is_kept))
        for one in year:
            click.echo("\n" + "\n".join(lines(one, runtime.house.policy.zone)))

    opening.with_reading(work)


async def _approvals(runtime: Runtime, wanted: Wanted) -> Approvals:
    async with runtime.database.reading() as session:
        spoken = (wanted.language, wanted.group_language)
        return await contents.approvals(session, runtime.channels, spoken)


def _head(wanted: Wanted, policy: Policy, *, is_kept: bool) -> str:
    region, arrival = wanted.region or "region not known", wanted.dates.arrival_on
    first = (
        f"The year of a family that arrives on {arrival:%Y-%m-%d %a} ({region}, "
        f"{wanted.language}; the group: {wanted.group_language}; {wanted.channel})"
    )
    source = "" if is_kept else "\nThere is no database here: this is the plan that ships."
    night = f"{policy.quiet.start:%H:%M}-{policy.quiet.end:%H:%M}"
    quiet = f"\nQuiet hours here: {night}, and Sundays until {policy.sunday_until:%H:%M}."
    return f"{first}\n{ASSUMED}{quiet}{source}"


def lines(one: Shown, zone: dt.tzinfo) -> list[str]:
    """A message with its day, its bubble, and what becomes of it."""
    when = f"{one.on:%Y-%m-%d %a} {one.at:%H:%M}" if one.on and one.at else "no date"
    told = [f"{when:20}  {one.side:6}  {one.step.key}  {_way(one)}".rstrip()]
    if one.planned.assumed:
        told.append("  (the end is assumed: a year after the arrival)")
    told += _bubble(one)
    for pause in one.pauses:
        until = f"{pause.until.astimezone(zone):%Y-%m-%d %a %H:%M}"
        told.append(f"  waits until {until}: {_reason(pause.reason)}")
    return [*told, f"  -> {_became(one, zone)}"]


def _way(one: Shown) -> str:
    if not one.channel:
        return "a task on the desk"
    form = {None: "", True: ", template", False: ", free text"}[one.as_template]
    return f"{one.channel}{form}, {one.language}"


def _bubble(one: Shown) -> list[str]:
    if one.content is None:
        note = "" if one.side == Side.STAFF else f"(no text in {one.language}; English:) "
        return [f"  | {note}{one.english}"]
    said = [f"  | {line}" for line in one.content.text.splitlines()]
    buttons = "  ".join(f"[{button.label}]" for button in one.content.buttons)
    return [*said, f"  {buttons}"] if buttons else said


def _became(one: Shown, zone: dt.tzinfo) -> str:
    planned = one.planned
    if planned.waiting_for:
        return f"waits for the date of {planned.waiting_for}"
    if planned.left_out:
        return f"not sent: {_reason(planned.left_out)}"
    if one.side == Side.STAFF:
        return "to do on that day"
    if one.became == Fate.SENT and one.goes_at:
        first = " (needs first contact)" if one.step.needs_first_contact else ""
        return f"goes {one.goes_at.astimezone(zone):%Y-%m-%d %a %H:%M}{first}"
    if one.lacks_approval:
        return "would wait: template not approved"
    return f"not sent: {_reason(one.reason)}"


def _reason(code: str) -> str:
    return REASONS.get(code, code)
