"""Who comes first for a case, who is told, and what can be promised; without a database."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from handlers import routing
from handlers.hours import ClosedDays, WorkingHours
from handlers.routing import Colleague, Need, Route

BRUSSELS = ZoneInfo("Europe/Brussels")
DAY = (dt.time(9), dt.time(17))
OFFICE = WorkingHours(week=((DAY,),) * 5 + ((), ()), zone=BRUSSELS, closed=ClosedDays())
MORNINGS = WorkingHours(week=((), (), ((dt.time(9), dt.time(12)),), (), (), (), ()), zone=BRUSSELS)
NEVER = WorkingHours(week=((),) * 7, zone=BRUSSELS)
#: A Wednesday: at 15:00 the office is open, and whoever works mornings has gone.
AFTERNOON = dt.datetime(2026, 2, 4, 14, 0, tzinfo=dt.UTC)
NIGHT = dt.datetime(2026, 2, 4, 22, 0, tzinfo=dt.UTC)
ARABIC = Need(languages=("ar",))


def colleague(number: int, *languages: str, hours: WorkingHours = OFFICE, **more: Any) -> Colleague:
    return Colleague(id=number, languages=languages, hours=hours, **more)


#: Speaks Arabic; speaks it in the mornings; does not, and coordinates; handles complaints.
AYA, BASEM = colleague(1, "nl", "ar"), colleague(2, "ar", hours=MORNINGS)
CARLA = colleague(3, "nl", "fr", coordinates=True)
DINA = colleague(4, "nl", handles_complaints=True)
EMIL = colleague(5, "nl", "en")
EVERYBODY = [AYA, BASEM, CARLA, DINA, EMIL]


def route(need: Need, now: dt.datetime = AFTERNOON, staff: list[Colleague] | None = None) -> Route:
    return routing.rank(need, EVERYBODY if staff is None else staff, OFFICE, now=now)


def ids(found: Any) -> list[int]:
    return [one.colleague.id for one in found]


def told(
    need: Need,
    now: dt.datetime = AFTERNOON,
    *,
    repeat: int = 0,
    staff: list[Colleague] | None = None,
) -> list[int]:
    return ids(routing.recipients(route(need, now, staff), need, repeat=repeat))


def test_whoever_is_there_and_speaks_the_language_comes_first() -> None:
    found = route(ARABIC)
    assert ids(found.ranked) == [AYA.id, CARLA.id, BASEM.id]
    assert (found.is_there, found.is_spoken, found.there_at) == (True, True, AFTERNOON)


def test_the_responsible_colleague_comes_before_others_and_hears_of_it_first() -> None:
    farid = colleague(6, "ar")
    need = Need(languages=("ar",), responsible_id=farid.id)
    assert ids(route(need, staff=[*EVERYBODY, farid]).ranked)[:2] == [farid.id, AYA.id]
    assert told(need, staff=[*EVERYBODY, farid]) == [farid.id]
    assert told(need, staff=[*EVERYBODY, farid], repeat=1) == [farid.id, AYA.id]
    assert told(need, staff=[*EVERYBODY, farid], repeat=2) == [farid.id, AYA.id, CARLA.id]


def test_whoever_reads_a_language_reads_its_variants_and_a_second_language_counts() -> None:
    persian = colleague(7, "fa")
    assert route(Need(languages=("fa_AF",)), staff=[persian]).is_there
    assert not route(Need(languages=("fa",)), staff=[colleague(8, "fa_AF")]).is_spoken
    assert told(Need(languages=("ti", "ar"))) == [AYA.id]


def test_a_speaker_who_is_away_is_promised_at_their_next_hours_though_others_are_there() -> None:
    found = route(ARABIC, staff=[BASEM, CARLA, EMIL])
    assert not found.is_there
    assert found.there_at == dt.datetime(2026, 2, 11, 8, 0, tzinfo=dt.UTC)
    assert told(ARABIC, staff=[BASEM, CARLA, EMIL]) == [CARLA.id]


def test_where_nobody_speaks_the_language_coordinators_are_told_and_say_when() -> None:
    tigrinya = Need(languages=("ti",))
    found = route(tigrinya)
    assert (found.is_spoken, found.is_there) == (False, True)
    assert told(tigrinya) == [CARLA.id]
    at_night = route(tigrinya, NIGHT)
    assert not at_night.is_there
    assert at_night.there_at == dt.datetime(2026, 2, 5, 8, 0, tzinfo=dt.UTC)


def test_at_night_nobody_is_disturbed_for_what_can_wait() -> None:
    assert told(ARABIC, NIGHT) == told(ARABIC, NIGHT, repeat=3) == []


def test_at_night_what_presses_goes_to_whoever_is_on_duty_and_then_to_coordinators() -> None:
    need = Need(languages=("ar",), pressing=True)
    on_duty = colleague(5, "nl", on_duty=True)
    assert told(need, NIGHT, staff=[AYA, CARLA, on_duty]) == [on_duty.id]
    assert told(need, NIGHT, staff=[AYA, CARLA, on_duty], repeat=1) == [on_duty.id, CARLA.id]
    assert told(need, NIGHT, staff=[AYA, CARLA, EMIL]) == [CARLA.id]


def test_a_complaint_reaches_those_who_handle_complaints_and_nobody_else() -> None:
    need = Need(languages=("ar",), pressing=True, independent=True)
    for now in (AFTERNOON, NIGHT):
        for repeat in range(3):
            assert told(need, now, repeat=repeat) == [DINA.id]
    boss = colleague(9, "nl", coordinates=True, administers=True)
    assert told(need, staff=[AYA, CARLA, boss]) == [boss.id]
    assert told(need, staff=[AYA, CARLA]) == []


def test_where_nobody_works_here_yet_the_hours_of_the_office_are_what_is_known() -> None:
    found = route(ARABIC, NIGHT, staff=[])
    assert (found.ranked, found.is_spoken, found.is_there) == ((), True, False)
    assert found.there_at == dt.datetime(2026, 2, 5, 8, 0, tzinfo=dt.UTC)


def test_whoever_never_works_is_no_promise() -> None:
    assert route(ARABIC, staff=[colleague(1, "ar", hours=NEVER)]).there_at is None


def test_what_was_passed_on_to_somebody_is_told_to_them_first_and_promised_for_them() -> None:
    need = Need(languages=("ar",), offered_to=EMIL.id)
    assert told(need) == told(need, repeat=2) == [EMIL.id]
    assert (route(need).is_spoken, route(need).is_there) == (True, True)
    # whoever was named is told at any hour; when they are not there, others hear of it, too
    basem = Need(languages=("ar",), offered_to=BASEM.id)
    assert told(basem) == [BASEM.id]
    assert told(basem, repeat=1) == [BASEM.id, AYA.id]
    tomorrow = dt.datetime(2026, 2, 11, 8, 0, tzinfo=dt.UTC)
    assert (route(basem).is_there, route(basem).there_at) == (False, tomorrow)
    pressing = Need(languages=("ar",), offered_to=EMIL.id, pressing=True)
    assert told(pressing) == [EMIL.id]
    assert told(pressing, repeat=1) == [EMIL.id, AYA.id, CARLA.id]
    asleep = Need(languages=("ar",), offered_to=BASEM.id, pressing=True)
    assert told(asleep) == [BASEM.id, AYA.id]
