"""What is said about an appointment beside its reminders, by the key of its occurrence."""

from enum import StrEnum

from db.models import AppointmentState


class News(StrEnum):
    """One message about an appointment."""

    #: the family hears of it, and says whether it comes
    NEW = "appointment-new"
    #: it is at another time
    MOVED = "appointment-moved"
    #: something else about it is different
    CHANGED = "appointment-changed"
    #: whoever was to go along does not
    ALONE = "appointment-alone"
    #: it does not take place
    CANCELLED = "appointment-off"
    #: the rest of a series does not take place
    SERIES_CANCELLED = "appointment-series-off"
    #: the volunteer hears that the family cannot come
    DECLINED = "appointment-declined"


#: Messages that ask nothing and are said although it does not take place.
ENDS = (News.CANCELLED, News.SERIES_CANCELLED, News.DECLINED)
#: After these a reminder is of no use.
NO_REMINDER = (AppointmentState.CANCELLED, AppointmentState.DONE, AppointmentState.DECLINED)


class Why(StrEnum):
    """Why a message about an appointment waits or does not go; the desk has words for each."""

    #: nobody of the family has written to us yet
    FIRST_CONTACT = "first_contact"
    #: whoever would get it said STOP
    CONSENT_WITHDRAWN = "consent_withdrawn"
    #: the volunteer's phones take nothing
    UNREACHABLE = "unreachable"
    #: the volunteer left, has no phone any more, or is not in the group that welcomes the family
    NOT_WELCOMING = "not_welcoming"
    #: every copy failed or came too late
    UNDELIVERED = "undelivered"
    #: its moment passed
    TOO_LATE = "too_late"
    #: the appointment was changed or cancelled before it went
    CHANGED = "changed"
    #: the family comes after all
    COMES = "comes"
    #: there is no appointment any more
    GONE = "gone"
    #: what became of the appointment before it went
    WAS_CANCELLED = "appointment_cancelled"
    WAS_DECLINED = "appointment_declined"
    IS_OVER = "appointment_done"
