"""The plan of a sponsorship year as data: its steps and their answers.

They are read and checked in `faq.year_reading`. When a step falls due for one family is computed in
`handlers.timeline`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from faq.entry import Region

#: under this name the texts of the plan stand in the catalogue of the FAQ: "plan.week-1/family"
CONTEXT = "plan."
#: the same for answers: "plan.answers/good" and "plan.answers/good.reply"
ANSWERS_CONTEXT = "plan.answers"
#: a message has so many buttons at most (WhatsApp)
MOST_ANSWERS = 3
#: a button holds so many characters (WhatsApp)
LABEL_LENGTH = 20
#: a step may lie so far from its anchor, in days
FARTHEST = 3 * 365


class Fault(str):
    """A sentence in English; by the rest a form finds the field, and words in another language."""

    #: the field that it stands beside
    field: str
    #: what is wrong with it
    kind: str
    #: what the words name, if anything
    value: str

    def __new__(cls, sentence: str, *, field: str, kind: str = "", value: str = "") -> Self:
        made = super().__new__(cls, sentence)
        made.field, made.kind, made.value = field, kind or field, value
        return made

    def of(self, name: str) -> "Fault":
        """The same, said of a step."""
        return Fault(f"{name}: {self}", field=self.field, kind=self.kind, value=self.value)


class PlanError(ValueError):
    """The plan has faults."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("The plan has faults:\n" + "\n".join(f"- {fault}" for fault in faults))
        #: every fault found, one sentence each; those about a field of a step are a Fault
        self.faults = faults


class Anchor(StrEnum):
    """The day from which a step counts."""

    #: group and family were brought together
    MATCH = "match"
    #: the family arrives
    ARRIVAL = "arrival"
    #: entered in the municipality's register
    REGISTRATION = "registration"
    #: the refugee status was granted
    STATUS = "status"
    #: the support ends
    SUPPORT_END = "support_end"
    #: the residence card ends
    CARD_EXPIRY = "card_expiry"
    #: an appointment; its reminders are planned with it
    APPOINTMENT = "appointment"
    #: no day of the sponsorship: staff choose the date, for one family
    BY_HAND = "by_hand"


class Audience(StrEnum):
    """Whom a step speaks to."""

    #: adults with an address of their own, else the household's
    FAMILY = "family"
    #: the group's contact people, all of it where it has none
    GROUP = "group"
    #: both, each apart
    BOTH = "both"
    #: a task for the colleague responsible
    STAFF = "staff"


class Side(StrEnum):
    """One audience of a step; each has an occurrence of its own."""

    FAMILY = "family"
    GROUP = "group"
    STAFF = "staff"


class StepKind(StrEnum):
    """What a step is."""

    #: the consent question
    CONSENT = "consent"
    #: a question how it goes; silence after two of them opens a case
    CHECKIN = "checkin"
    #: a hint, perhaps with an entry of the FAQ
    INFO = "info"
    #: asks how far the group's list is
    CHECKLIST = "checklist"
    #: staff plan an exchange moment
    GATHERING = "gathering"
    #: the last words of the year
    CLOSING = "closing"
    #: reminds of an appointment
    REMINDER = "reminder"


class LatePolicy(StrEnum):
    """What becomes of a step whose day has passed when it is planned."""

    #: it is not sent
    SKIP = "skip"
    #: of all that passed, only the newest is sent
    SEND_FIRST_ONLY = "send_first_only"
    #: staff choose: now, or not at all; until then it is not sent
    STAFF_DECIDES = "staff_decides"


class Effect(StrEnum):
    """What an answer does beside its reply."""

    #: nothing more
    NONE = "none"
    #: staff look at it the same day
    CASE = "case"
    #: the same, and a time for a call is offered
    CALL = "call"
    #: these messages end
    STOP = "stop"
    #: these messages go on
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A button under a step. Texts are English."""

    #: stable for ever
    key: str
    #: the button's words
    label: str
    #: what is said after it
    reply: str
    #: what it does
    effect: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """For which families a step is; an unknown fact counts as "yes"."""

    #: only there; empty: everywhere
    regions: frozenset[Region] = frozenset()
    #: only with (True) or without (False) children of school age; None: both
    school_children: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the plan, in one version."""

    #: stable for ever
    key: str
    #: 0 is the one that ships; staff's changes count up
    version: int = 0
    #: whether it is planned for anybody
    enabled: bool = True
    anchor: Anchor
    #: days from the anchor, on the local calendar; negative is before it
    offset_days: int
    #: on the local clock
    local_time: dt.time
    audience: Audience
    kind: StepKind
    #: keys of its answers, in the order of the buttons
    answers: tuple[str, ...] = ()
    #: English by side; empty where the words come from elsewhere (consent, reminders)
    text: Mapping[Side, str]
    conditions: Conditions = Conditions()
    late_policy: LatePolicy
    #: how long after its moment it is still of use
    expires_after: dt.timedelta
    #: so many days after its day its words are still true ("one week now"); None: they always are
    fits_days: int | None = None
    #: an entry of the FAQ behind it
    faq: str | None = None
    #: it waits for the family's first message
    needs_first_contact: bool = False
    #: only staff read the answer
    private: bool = False
    #: sent only with words that a person has confirmed
    legal: bool = False
    #: the colleague responsible is told when it goes
    notify_staff: bool = False
    #: only for who said so
    opt_in: bool = False
    #: a spoken version should go with it
    voice: bool = False

    @property
    def sides(self) -> tuple[Side, ...]:
        """The audiences that have an occurrence each."""
        if self.audience == Audience.BOTH:
            return (Side.FAMILY, Side.GROUP)
        return (Side(self.audience),)

    @property
    def context(self) -> str:
        """The name under which its texts stand in the catalogue of the FAQ."""
        return f"{CONTEXT}{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole plan that ships."""

    #: by key, in the order of the file
    steps: Mapping[str, Step]
    #: by key
    answers: Mapping[str, Answer]
