"""What opens a conversation on WhatsApp about appointments and gatherings, each in one paragraph.

WhatsApp approves these once for all: every detail follows when the person writes. None begins or
ends with a value.
"""

from locales.text import text

_NOTE = "template for WhatsApp; never begin or end with a value; {when} is a weekday, date and time"

APPOINTMENT_NEW = text(
    "Hello from {organisation}. There is an appointment for you. What: {what}. When: {when}. "
    "Can you come?",
    note=_NOTE,
)
APPOINTMENT_REMINDER = text(
    "A reminder from {organisation}: you have an appointment. What: {what}. When: {when}. "
    "Can you come?",
    note=_NOTE,
)
APPOINTMENT_MOVED = text(
    "Hello from {organisation}. Your appointment is at another time now. What: {what}. "
    "When: {when}. Can you come?",
    note=_NOTE,
)
APPOINTMENT_CHANGED = text(
    "Hello from {organisation}. Something about your appointment is different now. What: {what}. "
    "When: {when}. Write anything to read more.",
    note=_NOTE,
)
APPOINTMENT_OFF = text(
    "Hello from {organisation}. This appointment does not take place. What: {what}. "
    "When: {when}. You do not have to go.",
    note=_NOTE,
)
SERIES_OFF = text(
    "Hello from {organisation}. These appointments do not take place any more. What: {what}. "
    "The next one was: {when}. You do not have to go.",
    note=_NOTE,
)
APPOINTMENT_DECLINED = text(
    "Hello from {organisation}. The family cannot come to this appointment. What: {what}. "
    "When: {when}. Do you want to move it?",
    note=f"{_NOTE}; to a volunteer",
)
GATHERING_INVITE = text(
    "Hello from {organisation}. We invite you. When: {when}. Do you come? "
    "Write anything to read more.",
    note=f"{_NOTE}; an exchange moment, a training or a conference",
)
GATHERING_REMIND = text(
    "A reminder from {organisation}: you said that you come. When: {when}. Is that still right?",
    note=_NOTE,
)
GATHERING_MOVED = text(
    "A message from {organisation}: the day, time or place is another one now. When: {when}. "
    "Do you come?",
    note=_NOTE,
)
GATHERING_CANCELLED = text(
    "A message from {organisation}: the meeting does not take place. When: {when}. We are sorry.",
    note=_NOTE,
)
GATHERING_OFFER = text(
    "A message from {organisation}: a place is free for you now. When: {when}. Do you come?",
    note=f"{_NOTE}; to somebody on the waiting list",
)
