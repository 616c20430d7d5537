"""Chance that can be told in advance: the same words give the same number on any machine."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from bot.channel import SendError
from bot.rehearsal.story import Story
from faq.year import Step, StepKind

#: From and until when nothing of ours runs, in order.
Outages = Sequence[tuple[dt.datetime, dt.datetime]]
#: What can go wrong with one attempt to send, and how often.
PERHAPS, BUSY, REFUSED = 0.003, 0.01, 0.001
#: Whoever answers does so at the latest after this.
SLOWEST = dt.timedelta(hours=40)
Answers = Sequence[tuple[str, float]]
#: The consent question is answered with yes, with no, or not at all.
CONSENT: Answers = (("yes", 0.75), ("no", 0.15))
#: Of the buttons under a step, the first one mostly.
BUTTONS = (0.7, 0.2, 0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """What people and providers do with what they get."""

    seed: int
    #: languages without approved templates
    untranslated: frozenset[str] = frozenset()
    perhaps: float = PERHAPS
    busy: float = BUSY
    refused: float = REFUSED
    #: by place of the button
    buttons: Sequence[float] = field(default=BUTTONS)

    def of(self, *what: object) -> float:
        """A number from 0 up to 1."""
        words = "/".join(map(str, (self.seed, *what))).encode()
        return int.from_bytes(blake2b(words, digest_size=7).digest(), "big") / (1 << 56)

    def refusal(
        self,
        story: Story,
        phone: str,
        what: str,
        *,
        attempt: int,
        template_in: str | None,
        now: dt.datetime,
    ) -> SendError | None:
        """What a provider says to an attempt, or None when it takes the message.

        `template_in`: the language of the template, where it has to be one.
        """
        blocked = story.blocked.get(phone)
        if blocked is not None and blocked[0] <= now < blocked[1]:
            return SendError("blocked", unreachable="blocked")
        if template_in in self.untranslated:
            return SendError("template_unavailable:unknown")
        chance = self.of(story.number, phone, what, attempt)
        if chance < self.perhaps:
            return SendError("timeout", maybe_sent=True)
        if chance < self.perhaps + self.busy:
            return SendError("too_many_requests", retryable=True, retry_after=30.0)
        if chance < self.perhaps + self.busy + self.refused:
            return SendError("bad_request")
        return None

    def answer(self, story: Story, phone: str, step: Step) -> tuple[dt.timedelta, str] | None:
        """After how long a phone answers a step, and what; None: not at all."""
        who = (story.number, phone, step.key)
        if self.of(*who, "whether") >= story.answers.get(phone, 0):
            return None
        keys: Answers = tuple(zip(step.answers, self.buttons, strict=False))
        if step.kind == StepKind.CONSENT:
            keys = CONSENT
        key = _pick(keys, self.of(*who, "what"))
        if key is None:
            return None
        return SLOWEST * self.of(*who, "when") + dt.timedelta(minutes=1), key


def _pick(keys: Answers, chance: float) -> str | None:
    for key, share in keys:
        if chance < share:
            return key
        chance -= share
    return None


def awake(outages: Outages, at: dt.datetime) -> dt.datetime:
    """When something is done that should be done at an instant."""
    for start, end in outages:
        if start <= at < end:
            at = end
    return at
