"""What is said about an appointment beside its reminders, by the key of its occurrence."""

from enum import StrEnum


class News(StrEnum):
    """One message about an appointment."""

    #: the family hears of it, and says whether it comes
    NEW = "appointment-new"
    #: it is at another time
    MOVED = "appointment-moved"
    #: something else about it is different
    CHANGED = "appointment-changed"
    #: it does not take place
    CANCELLED = "appointment-off"
    #: the rest of a series does not take place
    SERIES_CANCELLED = "appointment-series-off"
    #: the volunteer hears that the family cannot come
    DECLINED = "appointment-declined"
