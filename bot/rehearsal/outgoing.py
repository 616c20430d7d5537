"""Copies on their way to phones: claimed, held, sent, refused and settled, without a database."""

import datetime as dt
from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

from bot import refusals
from bot.channel import SendError
from bot.rehearsal.rows import Copy, Rows
from bot.rehearsal.stage import Pause, Stage
from bot.rehearsal.story import NEVER
from db.models import ConsentState, Control, DeliveryKind, DeliveryState, Occurrence, Purpose
from handlers import consent, gate, gentle, kindness
from handlers.step_words import Spoken
from handlers.timeline import LeftOut

#: Held for these reasons, a copy waits for somebody to do something.
ENDED_BY_DEEDS = ("unreachable", "not_safe", "person_in_charge")


class Outgoing:
    """What stands for the outbox in one story."""

    def __init__(self, stage: Stage, held: Rows) -> None:
        self._stage = stage
        self._rows = held
        self._zone = ZoneInfo(held.household.timezone)
        self._open: list[Copy] = []
        #: copies that wait until something happens
        self._watched: list[Copy] = []
        #: by phone: when each step went there without being asked for
        self._got: dict[str, dict[int, dt.datetime]] = {}
        #: what waited
        self.pauses: list[Pause] = []

    def next_at(self) -> dt.datetime:
        """When the next copy is to be looked at."""
        return min((one.not_before for one in self._claimable()), default=NEVER)

    def queue(
        self, row: Occurrence, phone: str, said: Spoken, *, kind: DeliveryKind, now: dt.datetime
    ) -> None:
        copy = Copy(
            id=len(self._rows.copies) + 1,
            occurrence=row,
            phone=phone,
            kind=kind,
            language=said.language,
            not_before=now,
        )
        self._rows.copies.append(copy)
        self._open.append(copy)

    def send(self, now: dt.datetime) -> list[Copy]:
        """Everything that is due; what went."""
        gone = []
        while ready := [one for one in self._claimable() if one.not_before <= now]:
            copy = min(ready, key=lambda one: (one.not_before, one.id))
            blocked = self._blocked(copy, now)
            if blocked is not None:
                self._stop(copy, blocked, now)
            elif (refusal := self._attempt(copy, now)) is not None:
                self._refused(copy, refusal, now)
            else:
                self._settle(copy, DeliveryState.DONE, None, now)
                gone.append(copy)
        return gone

    def stir(self, now: dt.datetime) -> None:
        """Something happened: what waits for that is looked at again as soon as it would be."""
        for one in self._watched:
            one.not_before = min(one.not_before, now + gate.HOLD)
        self._watched = []

    def release(self, phones: Sequence[str], reasons: Sequence[str], now: dt.datetime) -> None:
        """As `db.deliveries.release`."""
        for one in self._open:
            if one.phone in phones and one.reason in reasons and one.state == DeliveryState.HELD:
                one.state, one.reason, one.not_before = DeliveryState.QUEUED, None, now

    def withdraw(self, phone: str, now: dt.datetime, *, reminders: bool = True) -> None:
        """Nothing more goes to a phone that does not want it."""
        for one in list(self._open):
            if one.phone == phone and (reminders or one.kind == DeliveryKind.UNPROMPTED):
                self._settle(one, DeliveryState.CANCELLED, "no_consent", now)

    def call_back(self, without: Collection[str], now: dt.datetime) -> None:
        """As `planning.call_back`: it has ended, and only these steps go on."""
        for one in list(self._open):
            if one.occurrence.step_key not in without:
                self._settle(one, DeliveryState.CANCELLED, str(LeftOut.ENDED), now)

    def _claimable(self) -> list[Copy]:
        """Open copies, except those behind a queued one for the same phone."""
        behind: set[str] = set()
        found = []
        for one in self._open:
            if one.phone not in behind:
                found.append(one)
            if one.state == DeliveryState.QUEUED:
                behind.add(one.phone)
        return found

    def _attempt(self, copy: Copy, now: dt.datetime) -> SendError | None:
        """Hand it over; what the provider has against it."""
        copy.attempts += 1
        address = self._rows.addresses[copy.phone]
        window = self._stage.windows.get(address.channel)
        copy.as_template = gate.is_closed(window, address.last_inbound_at, now)
        return self._stage.chances.refusal(
            self._rows.story,
            copy.phone,
            copy.occurrence.step_key,
            attempt=copy.attempts,
            template_in=copy.language if copy.as_template else None,
            now=now,
        )

    def _refused(self, copy: Copy, refusal: SendError, now: dt.datetime) -> None:
        if refusal.unreachable:
            self._rows.addresses[copy.phone].reachable = False
        match refusals.judge(refusal, kind=copy.kind, attempts=copy.attempts):
            case refusals.Again(reason=reason, after=after):
                copy.state, copy.reason = DeliveryState.QUEUED, reason
                copy.not_before = now + after
            case refusals.Uncertain(reason=reason):
                self._settle(copy, DeliveryState.UNCERTAIN, reason, now)
            case refusals.Failed(reason=reason):
                self._settle(copy, DeliveryState.FAILED, reason, now)
            case other:  # the window is asked for before, and there are no topics
                raise AssertionError(other)

    def _stop(self, copy: Copy, blocked: gate.Blocked, now: dt.datetime) -> None:
        state, reason, again = blocked
        if state == DeliveryState.HELD and again is not None:
            self._hold(copy, reason, again, now)
        else:
            self._settle(copy, state, reason, now)

    def _blocked(self, copy: Copy, now: dt.datetime) -> gate.Blocked | None:
        """As `handlers.delivery` asks; a lost phone and the bot's answers are not played."""
        held, address = self._rows, self._rows.addresses[copy.phone]
        contact = held.person(copy.phone)
        facts = gate.Facts(
            kind=copy.kind,
            expires_at=copy.occurrence.expires_at,
            reason=copy.reason,
            detached=False,
            reachable=address.reachable,
            allowed=consent.allows(
                contact,
                held.said(copy.phone, Purpose.CHECKINS),
                held.said(copy.phone, Purpose.AFTER_SUPPORT),
            )
            if copy.kind == DeliveryKind.UNPROMPTED
            else held.said(copy.phone, Purpose.CHECKINS) != ConsentState.WITHDRAWN,
            asks_consent=copy.kind == DeliveryKind.REMINDER,
            unsafe=address.unsafe_at is not None,
            in_charge=held.conversations[address.id].control == Control.HUMAN,
            stale=False,
        )
        blocked = gate.blocked(facts, now)
        if blocked is not None or not gate.asks_kindness(copy.kind):
            return blocked
        hold = self._unkind(copy, now)
        return gate.rest(hold, copy.occurrence.expires_at) if hold else None

    def _unkind(self, copy: Copy, now: dt.datetime) -> gentle.Hold | None:
        """As `handlers.kindness.hold`."""
        counts = copy.kind == DeliveryKind.UNPROMPTED
        contact, link = self._rows.person(copy.phone), self._rows.sponsorship
        is_family = contact is None or contact.household_id is not None
        is_running = link.ended_on is None
        got = self._got.get(copy.phone, {})
        since = now - kindness.LOOK_BACK
        sent = [at for row, at in got.items() if row != copy.occurrence.id and at >= since]
        return gentle.hold(
            kindness.wishes_of(self._stage.house, self._rows.wishes_for(copy.phone), now=now),
            sent if counts else (),
            arrival_on=link.arrival_on if counts and is_family and is_running else None,
            counts=counts,
            is_consent=copy.kind == DeliveryKind.REMINDER,
            zone=self._zone,
            now=now,
        )

    def _hold(self, copy: Copy, reason: str, until: dt.datetime, now: dt.datetime) -> None:
        copy.state, copy.reason, copy.not_before = DeliveryState.HELD, reason, until
        if reason in ENDED_BY_DEEDS:
            self._watched.append(copy)
            copy.not_before = until = copy.occurrence.expires_at
        number = copy.occurrence.id
        self.pauses.append(Pause(occurrence_id=number, at=now, reason=reason, until=until))

    def _settle(
        self, copy: Copy, state: DeliveryState, reason: str | None, now: dt.datetime
    ) -> None:
        copy.state, copy.reason, copy.settled_at = state, reason, now
        self._open.remove(copy)
        went = state in (DeliveryState.DONE, DeliveryState.UNCERTAIN)
        if went and copy.kind == DeliveryKind.UNPROMPTED:
            self._got.setdefault(copy.phone, {})[copy.occurrence.id] = now
