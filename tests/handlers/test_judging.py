"""Verdicts on what is due: each reason in its order, and the hush around an arrival."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.models import ConsentState
from faq.year import Side, StepKind
from handlers import judging
from handlers.judging import Expire, Matter, Recipient, Send, Skip, Verdict, Wait, Why

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
SOON = NOW + judging.LOOK_AGAIN
BRUSSELS = ZoneInfo("Europe/Brussels")
GIVEN, WITHDRAWN = ConsentState.GIVEN, ConsentState.WITHDRAWN


def matter(**values: Any) -> Matter:
    start = {"side": Side.FAMILY, "kind": StepKind.CHECKIN, "zone": BRUSSELS}
    return Matter(**{**start, "expires_at": NOW + dt.timedelta(days=2), **values})


def one(number: int = 1, **values: Any) -> Recipient:
    start = {"reachable": True, "safe": True, "consent": GIVEN, "opted_in": False}
    return Recipient(
        **{**start, "address_id": number, "has_words": True, "confirmed": True, **values}
    )


@pytest.mark.parametrize(
    ("what", "recipients", "verdict"),
    [
        (matter(), [one(), one(2)], Send(addresses=(1, 2))),
        (matter(), [], Wait(reason=Why.FIRST_CONTACT, until=SOON)),
        (matter(kind=None), [one()], Skip(reason=Why.NO_STEP)),
        (matter(), [one(reachable=False)], Wait(reason=Why.UNREACHABLE, until=SOON)),
        (
            matter(),
            [one(reachable=False), one(2, consent=WITHDRAWN)],
            Wait(reason=Why.UNREACHABLE, until=SOON),
        ),
        (matter(expires_at=NOW), [one(reachable=False)], Expire(reason=Why.UNREACHABLE)),
        (matter(), [one(consent=None)], Wait(reason=Why.NO_CONSENT, until=SOON)),
        (matter(), [one(consent=WITHDRAWN)], Skip(reason=Why.CONSENT_WITHDRAWN)),
        (
            matter(),
            [one(consent=WITHDRAWN), one(2, consent=None)],
            Wait(reason=Why.NO_CONSENT, until=SOON),
        ),
        (matter(), [one(consent=WITHDRAWN), one(2)], Send(addresses=(2,))),
        (matter(side=Side.GROUP), [one(consent=None)], Send(addresses=(1,))),
        (
            matter(side=Side.GROUP),
            [one(consent=WITHDRAWN)],
            Skip(reason=Why.CONSENT_WITHDRAWN),
        ),
        (matter(opt_in=True), [one()], Skip(reason=Why.OPT_IN)),
        (matter(opt_in=True), [one(), one(2, opted_in=True)], Send(addresses=(2,))),
        (matter(), [one(safe=False)], Wait(reason=Why.NOT_SAFE, until=SOON)),
        (matter(), [one(has_words=False)], Skip(reason=Why.NO_TRANSLATION)),
        (matter(), [one(has_words=False), one(2)], Send(addresses=(2,))),
        (matter(legal=True), [one(confirmed=False)], Wait(reason=Why.UNCONFIRMED, until=SOON)),
        (matter(legal=True), [one(confirmed=False), one(2)], Send(addresses=(2,))),
        (matter(kind=StepKind.CONSENT), [one(consent=None)], Send(addresses=(1,))),
        (matter(kind=StepKind.CONSENT), [one()], Skip(reason=Why.CONSENT_GIVEN)),
        (
            matter(kind=StepKind.CONSENT),
            [one(consent=WITHDRAWN)],
            Skip(reason=Why.CONSENT_WITHDRAWN),
        ),
        (matter(side=Side.STAFF, kind=StepKind.GATHERING), [], Send(addresses=())),
        (matter(expires_at=NOW), [one()], Expire(reason=Why.TOO_LATE)),
        (matter(expires_at=NOW), [], Expire(reason=Why.FIRST_CONTACT)),
        (
            matter(side=Side.STAFF, kind=StepKind.GATHERING, expires_at=NOW),
            [],
            Send(addresses=()),
        ),
    ],
)
def test_what_is_due_gets_its_verdict(
    what: Matter, recipients: list[Recipient], verdict: Verdict
) -> None:
    assert judging.judge(what, recipients, NOW) == verdict


def test_nothing_waits_beyond_the_moment_from_which_it_is_of_no_use() -> None:
    end = NOW + dt.timedelta(minutes=5)
    verdict = judging.judge(matter(expires_at=end), [], NOW)
    assert verdict == Wait(reason=Why.FIRST_CONTACT, until=end)


@pytest.mark.parametrize(
    ("day", "hushed"), [(-3, False), (-2, True), (0, True), (1, True), (2, False)]
)
@pytest.mark.parametrize(
    ("side", "kind"),
    [(Side.FAMILY, StepKind.CHECKIN), (Side.GROUP, StepKind.INFO), (Side.FAMILY, StepKind.CONSENT)],
)
def test_around_its_arrival_a_family_hears_nothing_but_the_consent_question(
    day: int, hushed: bool, side: Side, kind: StepKind
) -> None:
    arrival = NOW.astimezone(BRUSSELS).date() - dt.timedelta(days=day)
    asks = kind == StepKind.CONSENT
    what = matter(side=side, kind=kind, arrival_on=arrival, expires_at=NOW + dt.timedelta(days=9))
    verdict = judging.judge(what, [one(consent=None if asks else GIVEN)], NOW)
    if not hushed or side == Side.GROUP or asks:
        assert verdict == Send(addresses=(1,))
    else:
        until = dt.datetime.combine(arrival + dt.timedelta(days=2), dt.time(), BRUSSELS)
        assert verdict == Wait(reason=Why.ARRIVAL, until=until)
