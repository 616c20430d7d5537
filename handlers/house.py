"""What every journey may rely on: the texts, the knowledge and the rules of the organisation."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from faq import checklists, replying, year_reading
from faq.chat import Chat
from faq.checklists import Checklists
from faq.year import Plan
from handlers.events import Sender
from handlers.finding import Finder
from handlers.hours import QuietHours, WorkingHours
from handlers.knowledge import Knowledge
from locales.catalogue import Catalogues


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Choices of the organisation that runs the helpdesk."""

    #: its name, as people read it
    organisation: str
    #: whom to ask about privacy; None: a person in the chat
    privacy_contact: str | None
    #: where staff live and work
    zone: ZoneInfo
    #: when staff are there
    working: WorkingHours
    #: when families are not disturbed
    quiet: QuietHours
    #: on Sundays they are not disturbed before then; midnight: Sunday is like other days
    sunday_until: dt.time = dt.time(12)
    #: the staff's Telegram group; None: only the web desk
    staff_group: Sender | None = None
    #: conversations with families are mirrored with their text, too
    topics_for_all: bool = False
    #: language of posts in the staff group
    staff_language: str = "en"
    #: public address of the desk, for links in posts
    desk_url: str | None = None
    #: pause before the first repetition of an alert; it doubles up to an hour
    alert_after: dt.timedelta = dt.timedelta(minutes=5)
    #: so long a colleague who took a conversation may leave the person without an answer
    claim_valid: dt.timedelta = dt.timedelta(minutes=30)
    #: alerts can go by e-mail
    mails: bool = False
    #: so many people can be called at the same time, at most; 0: nobody is called
    calls_at_once: int = 2
    #: so many volunteers of other groups get a question of the exchange, at most
    exchange_copies: int = 20
    #: consent and privacy texts that no person has confirmed are sent all the same
    drafted_counts: bool = False
    #: texts of this version of the consent question
    consent_wording: str = "2026-11"
    #: what people wrote or sent is erased after this
    retention: dt.timedelta = dt.timedelta(days=365)
    #: how long an invitation works
    invite_valid: dt.timedelta = dt.timedelta(days=14)
    #: how long a question with buttons can be answered
    question_valid: dt.timedelta = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class House:
    """Made once by the runtime and passed to every turn."""

    #: what the bot says, in every language
    words: Catalogues
    #: what the FAQ answers
    knowledge: Knowledge
    #: the organisation's choices
    policy: Policy = field()
    #: folded phrases that ask for no answer
    small_talk: Mapping[str, Chat] = field(default_factory=dict)
    #: the sponsorship year as it ships; staff's changes are in the database
    plan: Plan = field(default_factory=year_reading.load)
    #: what welcome groups have to think of, by phase
    checklists: Checklists = field(default_factory=checklists.load)
    #: short answers to a check-in, in every language
    reply_words: replying.Words = field(default_factory=replying.load)
    #: finds entries by words; it keeps what it gathered
    finder: Finder = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "finder", Finder(self.knowledge))

    #: words that begin a reason, in every language
    reasons: frozenset[str] = field(default_factory=replying.reasons)
