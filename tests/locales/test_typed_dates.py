"""Days and times as people type them; the moment of all of it is Wednesday 25 November 2026, 10:00.

What is expected: one day and time, several when the person has to choose, or why it is no moment.
"""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import typed_dates
from locales.typed_dates import Fault, Reading

NOW = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
MARCH = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)

#: Text, days and times as they are written in ISO, and until when.
READ = (
    # Dutch
    ("volgende dinsdag 14u", "2026-12-01", "14:00"),
    ("Volgende week dinsdag om 14.30", "2026-12-01", "14:30"),
    ("dinsdag 1 december 14u30", "2026-12-01", "14:30"),
    ("12/3 om 10 uur", "2027-03-12", "10:00"),
    ("vr 12/3 10u", "2027-03-12", "10:00"),
    ("15 januari 14.00", "2027-01-15", "14:00"),
    ("overmorgen", "2026-11-27", ""),
    ("overmorgen 15u", "2026-11-27", "15:00"),
    ("morgenochtend 8u", "2026-11-26", "08:00"),
    ("morgen namiddag om 3 uur", "2026-11-26", "15:00"),
    ("dinsdagnamiddag half 3", "2026-12-01", "14:30"),
    ("donderdag kwart voor tien", "2026-11-26", "09:45"),
    ("dinsdag morgen 9u", "2026-12-01", "09:00"),
    ("morgen, donderdag, 9u", "2026-11-26", "09:00"),
    ("vanavond om 8 uur", "2026-11-25", "20:00"),
    ("over 3 dagen 14:00", "2026-11-28", "14:00"),
    ("over twee weken om 9u", "2026-12-09", "09:00"),
    ("de 12e om 10u", "2026-12-12", "10:00"),
    ("3-12-2026 9.15 uur", "2026-12-03", "09:15"),
    ("maandag van 14u tot 15u30", "2026-11-30", "14:00-15:30"),
    ("vrijdag 9:00-10:30", "2026-11-27", "09:00-10:30"),
    # French
    ("mardi 9h30", "2026-12-01", "09:30"),
    ("demain 10h", "2026-11-26", "10:00"),
    ("3 mars à 14h", "2027-03-03", "14:00"),
    ("mardi prochain à 14 heures", "2026-12-01", "14:00"),
    ("après-demain à 9h", "2026-11-27", "09:00"),
    ("lundi de la semaine prochaine 11h", "2026-11-30", "11:00"),
    ("jeudi 3 décembre à 14 h 30", "2026-12-03", "14:30"),
    ("le 12 décembre 2026 à midi", "2026-12-12", "12:00"),
    ("vendredi à 3h de l'après-midi", "2026-11-27", "15:00"),
    ("dans 3 jours à 9h et demie", "2026-11-28", "09:30"),
    ("ce vendredi 16h", "2026-11-27", "16:00"),
    ("de 9h à 10h jeudi", "2026-11-26", "09:00-10:00"),
    # German
    ("nächsten Dienstag 14 Uhr", "2026-12-01", "14:00"),
    ("übermorgen um 9", "2026-11-27", "09:00"),
    ("am 3.12. um 10 Uhr", "2026-12-03", "10:00"),
    ("3.12.2026 10.30", "2026-12-03", "10:30"),
    ("um 10 am Dienstag", "2026-12-01", "10:00"),
    ("Montag halb neun", "2026-11-30", "08:30"),
    ("Donnerstagnachmittag 4 Uhr", "2026-11-26", "16:00"),
    ("3. März 14 Uhr 30", "2027-03-03", "14:30"),
    ("in einer Woche um 9 Uhr", "2026-12-02", "09:00"),
    ("nächste Woche Freitag 11:00", "2026-12-04", "11:00"),
    # English
    ("next Tuesday 2pm", "2026-12-01", "14:00"),
    ("tomorrow at 10", "2026-11-26", "10:00"),
    ("on March 3rd at 9:30 am", "2027-03-03", "09:30"),
    ("friday at quarter past nine", "2026-11-27", "09:15"),
    ("the day after tomorrow, 10 o'clock", "2026-11-27", "10:00"),
    ("2026-12-24 10:00", "2026-12-24", "10:00"),
    ("today 11:30", "2026-11-25", "11:30"),
    ("in 10 days at 08:00", "2026-12-05", "08:00"),
    # Arabic
    ("الثلاثاء القادم", "2026-12-01", ""),
    ("الثلاثاء القادم الساعة ١٤:٣٠", "2026-12-01", "14:30"),
    ("يوم الثلاثاء الساعة 10 صباحا", "2026-12-01", "10:00"),
    ("غدًا الساعة 3 مساءً", "2026-11-26", "15:00"),
    ("١٢/٣ الساعة ١٠", "2027-03-12", "10:00"),
    ("بعد غد الساعة العاشرة والنصف", "2026-11-27", "10:30"),
    ("الأحد من الأسبوع القادم الساعة ٩", "2026-12-06", "09:00"),
    ("15 كانون الثاني الساعة 11", "2027-01-15", "11:00"),
    ("١٥ يناير ٢٠٢٧ الساعة ١١", "2027-01-15", "11:00"),
    ("بعد ٣ أيام الساعة ٩", "2026-11-28", "09:00"),
    # Persian and Dari
    ("سه‌شنبه ساعت ۱۴", "2026-12-01", "14:00"),
    ("سه شنبه آینده ساعت ۹:۳۰", "2026-12-01", "09:30"),
    ("فردا ساعت ده و نیم", "2026-11-26", "10:30"),
    ("پس فردا ساعت ۳ بعد از ظهر", "2026-11-27", "15:00"),
    ("۱۵ ژانویه ساعت ۱۱", "2027-01-15", "11:00"),
    ("جمعه ۸ صبح", "2026-11-27", "08:00"),
    # Turkish
    ("gelecek salı saat 14:00'te", "2026-12-01", "14:00"),
    ("yarın 9 buçuk", "2026-11-26", "09:30"),
    ("15 Ocak saat 11", "2027-01-15", "11:00"),
    ("perşembe günü öğleden sonra 3", "2026-11-26", "15:00"),
    ("3 gün sonra saat 10", "2026-11-28", "10:00"),
    ("CUMARTESİ 10:00", "2026-11-28", "10:00"),
    # Ukrainian
    ("наступного вівторка о 14:00", "2026-12-01", "14:00"),
    ("завтра о 10", "2026-11-26", "10:00"),
    ("у п’ятницю о 9 ранку", "2026-11-27", "09:00"),
    ("15 січня о 14:30", "2027-01-15", "14:30"),
    ("через 3 дні о 12:00", "2026-11-28", "12:00"),
    ("післязавтра о 4 дня", "2026-11-27", "16:00"),
    # numerals
    ("፲፪/፫ 10:00", "2027-03-12", "10:00"),
    ("১২/৩ ১০:০০", "2027-03-12", "10:00"),
    # a day or a time alone is a beginning
    ("14u", "", "14:00"),
    ("12/3", "2027-03-12", ""),
    # twice on one clock, or two days that it can be: the person chooses
    ("vrijdag 3u", "2026-11-27", "03:00 15:00"),
    ("friday 03:00", "2026-11-27", "03:00"),
    ("volgende vrijdag 14u", "2026-11-27 2026-12-04", "14:00"),
    ("next friday", "2026-11-27 2026-12-04", ""),
    ("الجمعة القادمة", "2026-11-27 2026-12-04", ""),
    ("woensdag 14u", "2026-11-25 2026-12-02", "14:00"),
    ("mercredi 9h", "2026-12-02", "09:00"),
    ("today at 3", "2026-11-25", "15:00"),
)  # fmt: skip

#: What is no moment, and why.
REFUSED = (
    *((text, Fault.UNKNOWN) for text in (
        "", "hallo", "binnenkort", "dinsdag of woensdag 14u", "mardi 14", "volgende week",
        "12.03", "dinsdag 14u 15u 16u", "۱۲ آذر ساعت ۱۰",
        "12/3 13/3 10u", "next", "1000000/3 10u", "12/3/4/5 10u",
    )),
    *((text, Fault.IMPOSSIBLE) for text in (
        "31/2 10u", "3/15 10u", "30 februari 14u", "morgen 25:00", "morgen 10:75", "29/2/2027 10u",
        "vrijdag van 15u tot 14u", "14u 99",
    )),
    *((text, Fault.WRONG_WEEKDAY) for text in ("do 12/3 10u", "mardi 3 mars 14h", "demain lundi 9h",
        "tomorrow and friday at 9")),
    *((text, Fault.PAST) for text in (
        "vandaag 9u", "20/11 om 10 uur", "today 10:00", "3/3/2026 10u", "2026-01-02 09:00",
    )),
)  # fmt: skip


def written(found: Reading) -> tuple[str, str]:
    times = " ".join(f"{one:%H:%M}" for one in found.times)
    until = f"-{found.until:%H:%M}" if found.until else ""
    return " ".join(map(str, found.days)), times + until


@pytest.mark.parametrize(("text", "days", "times"), READ, ids=[row[0] for row in READ])
def test_what_people_type_is_understood(text: str, days: str, times: str) -> None:
    found = typed_dates.read(text, now=NOW)
    assert found.fault is None
    assert written(found) == (days, times)


@pytest.mark.parametrize(("text", "fault"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_no_moment_is_never_guessed(text: str, fault: Fault) -> None:
    found = typed_dates.read(text, now=NOW)
    assert found.fault == fault
    if fault in (Fault.PAST, Fault.WRONG_WEEKDAY):
        assert len(found.days) == 1


def test_a_leap_day_is_the_next_one() -> None:
    assert typed_dates.read("29/2 10u", now=MARCH).days == (dt.date(2028, 2, 29),)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    found = typed_dates.read(text, now=NOW)
    assert found.fault or found.days or found.times
    assert len(found.days) <= 2 and len(found.times) <= 2
