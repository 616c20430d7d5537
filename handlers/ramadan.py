"""When Ramadan is, as data: so that an evening shift can be offered with its dates."""

import datetime as dt

#: First and last day of each, as the `holidays` package expects
#: them; the sighting of the moon can move each by a day. The last one ends in the autumn of 2037:
#: until then the sun sets before 20:00 in Belgium in every Ramadan.
SPANS = (
    (dt.date(2026, 2, 18), dt.date(2026, 3, 19)),
    (dt.date(2027, 2, 8), dt.date(2027, 3, 8)),
    (dt.date(2028, 1, 28), dt.date(2028, 2, 25)),
    (dt.date(2029, 1, 16), dt.date(2029, 2, 13)),
    (dt.date(2030, 1, 5), dt.date(2030, 2, 3)),
    (dt.date(2030, 12, 26), dt.date(2031, 1, 23)),
    (dt.date(2031, 12, 15), dt.date(2032, 1, 13)),
    (dt.date(2032, 12, 4), dt.date(2033, 1, 1)),
    (dt.date(2033, 11, 23), dt.date(2033, 12, 22)),
    (dt.date(2034, 11, 12), dt.date(2034, 12, 11)),
    (dt.date(2035, 11, 1), dt.date(2035, 11, 30)),
    (dt.date(2036, 10, 20), dt.date(2036, 11, 18)),
    (dt.date(2037, 10, 10), dt.date(2037, 11, 7)),
)
#: It is spoken of so long before it begins.
AHEAD = dt.timedelta(days=30)
#: After iftar in every Ramadan of `SPANS`, and before the night.
EVENING = (dt.time(20), dt.time(22))

Days = tuple[dt.date, dt.date]


def near(today: dt.date) -> Days | None:
    """The Ramadan that is now or begins soon; None when there is none, or none is known."""
    return next((span for span in SPANS if span[0] - AHEAD <= today <= span[1]), None)
