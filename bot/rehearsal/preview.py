"""The whole year of one family that nobody has entered: each message as it will be, or why not.

It is one story, played: the family writes on its first day and says yes, nobody answers.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.channel import SendError
from bot.channels import whatsapp_content, whatsapp_send
from bot.contents import Approvals
from bot.rehearsal.chances import Chances
from bot.rehearsal.course import Course, Told
from bot.rehearsal.stage import Pause, Stage
from bot.rehearsal.story import HOME, NEVER, Agreed, Deed, Person, Story, Wrote
from bot.rehearsal.sums import Fate, fate
from db.content import Content
from db.models import ConsentState, Occurrence
from faq.entry import Region
from faq.year import Side, Step, StepKind
from handlers import hours, planning, step_content, step_words, templates, timeline
from handlers.house import House
from handlers.plans import Current
from handlers.step_words import StepWords
from handlers.timeline import Dates, Planned
from locales import languages

#: The contact person of the group.
CONTACT = "contact"
#: Group and family are taken to be linked so long before the first of all days, at this time:
#: nothing is late then.
AHEAD, AT = dt.timedelta(days=60), dt.time(9)
#: The family writes at this time on the day on which it arrives, and answers so soon.
FIRST_WORD, SOON = dt.time(12), dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A family and its group, as far as a preview has to know them."""

    dates: Dates
    region: Region | None
    #: None: not known
    school_children: bool | None
    #: of the family, and of the group
    language: str
    group_language: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One message of the year for one side."""

    planned: Planned
    #: on the family's calendar; None: a date is not known, or it is not for this family
    on: dt.date | None
    at: dt.time | None
    #: as it is sent; None: there are no words in this language, or it is a task
    content: Content | None
    #: of the content, else the one that is missing
    language: str
    english: str
    #: "" for tasks
    channel: str
    #: it goes as a template because the window is closed; None: the channel has no window
    as_template: bool | None
    #: why that template may not be sent, as the sender says; None: it may, or there is none
    refusal: SendError | None
    became: Fate | None
    reason: str
    #: when it goes, if it does
    goes_at: dt.datetime | None
    #: why it waits first, and until when
    pauses: Sequence[Pause]

    @property
    def step(self) -> Step:
        return self.planned.step

    @property
    def lacks_approval(self) -> bool:
        """It would go, and waits for the approval of its template."""
        return self.refusal is not None and self.reason == self.refusal.code

    @property
    def needs_approval(self) -> bool:
        """Its words are staff's, and their template has no approval yet."""
        template = self.content.template if self.content and self.refusal else None
        plain = templates.plain_key(self.step, self.side)
        return template is not None and template.key != plain

    @property
    def side(self) -> Side:
        return self.planned.side


class Nobody(Chances):
    """Nothing goes wrong, and nobody answers anything but the consent question."""

    def refusal(self, *_what: object, **_how: object) -> SendError | None:
        return None

    def answer(self, story: Story, phone: str, step: Step) -> tuple[dt.timedelta, str] | None:
        return (SOON, "yes") if step.kind == StepKind.CONSENT else None


def preview(house: House, plan: Current, wanted: Wanted, approvals: Approvals) -> list[Shown]:
    """By day; what has none comes last, in the order of the plan. Raises EndBeforeArrival.

    It is played as if every template were approved; of each that is not it is said.
    """
    timeline.check(wanted.dates)
    words = StepWords(house, plan)
    stage = Stage(
        house=house,
        plan=plan,
        words=words,
        chances=Nobody(seed=0),
        windows={"whatsapp": whatsapp_send.LIMITS.window or dt.timedelta()},
        ends_at=NEVER - dt.timedelta(days=1),
    )
    story = _story(wanted, house.policy.zone, asks=_asks(words, plan, wanted.language))
    told = Course(stage, story).run()
    link, home = told.rows.sponsorship, told.rows.household
    facts = planning.facts_of(home, link)
    desired = timeline.desired(plan.steps.values(), wanted.dates, facts)
    shower = _Shower(
        house=house,
        words=words,
        wanted=wanted,
        told=told,
        windows=stage.windows,
        approvals=approvals,
    )
    return sorted((shower.show(one) for one in desired), key=_when)


def _asks(words: StepWords, plan: Current, language: str) -> bool:
    """The bot may put the consent question in this language: a person has confirmed its words."""
    asked = (one for one in plan.steps.values() if one.kind == StepKind.CONSENT and one.enabled)
    said = (words.say(one, Side.FAMILY, (language,)) for one in asked)
    return any(one is not None and one.confirmed for one in said)


def _story(wanted: Wanted, zone: ZoneInfo, *, asks: bool) -> Story:
    """`asks`: the bot puts the consent question; else a colleague does, when the family writes."""
    dates = wanted.dates
    known = [one for one in (dates.matched_on, dates.arrival_on, dates.registered_on) if one]
    linked = hours.resolve(min(known) - AHEAD, AT, zone)
    came = hours.resolve(dates.arrival_on or min(known), FIRST_WORD, zone)
    deeds: list[Deed] = [Wrote(at=linked, who=CONTACT), Wrote(at=came, who=HOME)]
    if not asks:
        deeds.append(Agreed(at=came + SOON, who=HOME, state=ConsentState.GIVEN))
    return Story(
        number=0,
        language=wanted.language,
        region=wanted.region,
        has_school_children=wanted.school_children,
        dates=dates,
        linked_at=linked,
        people=(
            Person(
                name=CONTACT,
                side=Side.GROUP,
                language=wanted.group_language,
                is_contact_person=True,
                channel=wanted.channel,
            ),
        ),
        shared=wanted.channel,
        deeds=tuple(deeds),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shower:
    """Tells of each message what the story came to."""

    house: House
    words: StepWords
    wanted: Wanted
    told: Told
    windows: Mapping[str, dt.timedelta]
    approvals: Approvals

    def show(self, planned: Planned) -> Shown:
        row = self._row(planned)
        copies = list(self.told.rows.copies_of(row)) if row else []
        became, reason = None, ""
        if row is not None:
            states = [(one.state, one.reason) for one in copies]
            became, reason = fate(row.state, row.reason, states)
        content, language = self._content(planned, row)
        moment, is_task = planned.moment, planned.side == Side.STAFF
        channel = "" if is_task else self.wanted.channel
        tried = [one.as_template for one in copies if one.attempts]
        as_template = (tried[0] if tried else True) if channel in self.windows else None
        refusal = self._refusal(content, language) if as_template else None
        if refusal is not None and became == Fate.SENT:
            became, reason = Fate.FAILED, refusal.code
        return Shown(
            planned=planned,
            on=moment.local_date if moment else None,
            at=moment.local_time if moment else None,
            content=content,
            language=language,
            english=self._english(planned),
            channel=channel,
            as_template=as_template,
            refusal=refusal,
            became=became,
            reason=reason,
            goes_at=next((one.settled_at for one in copies if became == Fate.SENT), None),
            pauses=[one for one in self.told.pauses if row and one.occurrence_id == row.id],
        )

    def _row(self, planned: Planned) -> Occurrence | None:
        slot = (planned.step.key, str(planned.side))
        every = self.told.rows.occurrences
        return next((one for one in every if (one.step_key, str(one.side)) == slot), None)

    def _content(self, planned: Planned, row: Occurrence | None) -> tuple[Content | None, str]:
        spoken = {
            Side.FAMILY: self.wanted.language,
            Side.GROUP: self.wanted.group_language,
            Side.STAFF: languages.ENGLISH,
        }
        language = spoken[planned.side]
        said = self.words.say(planned.step, planned.side, (language,))
        if said is None or planned.side == Side.STAFF:
            return None, language
        stand_in = Occurrence(
            id=row.id if row else 0,
            side=planned.side,
            local_date=row.local_date if row else self.wanted.dates.arrival_on,
        )
        return step_content.content(self.house, planned.step, said, stand_in), said.language

    def _refusal(self, content: Content | None, language: str) -> SendError | None:
        """What the sender would say of its template now."""
        if content is None or content.template is None:
            return None
        hashed = whatsapp_content.template_hash(content.template.key)
        known = (self.approvals.get(code, {}).get(hashed) for code in languages.chain(language))
        return whatsapp_send.unavailable(known)

    def _english(self, planned: Planned) -> str:
        said = self.words.say(planned.step, planned.side, (languages.ENGLISH,))
        text = said.text if said else planned.step.text.get(planned.side, "")
        return step_words.fill(self.house, text, languages.ENGLISH)


def _when(one: Shown) -> tuple[dt.date, dt.time]:
    return one.on or dt.date.max, one.at or dt.time.max
