"""What opens a conversation on WhatsApp where the message itself is too long or has too many parts.

Each stands for a message of a journey; its first line says what it is about, and the answer brings
the rest. WhatsApp approves them beforehand, so they neither begin nor end with a value.
"""

from locales.text import text

GATHERING_INVITE = text(
    "Hello from {organisation}. We invite you to meet us. When: {when}. Do you come?",
    note="to open a conversation; {when} is a weekday, date and time",
)
GATHERING_REMIND = text(
    "A reminder from {organisation}: we meet soon. When: {when}. We look forward to it.",
    note="to open a conversation; the person said that they come",
)
GATHERING_MOVED = text(
    "News from {organisation}: our meeting has another time or place. When: {when}. Do you come?",
    note="to open a conversation",
)
GATHERING_OFFER = text(
    "News from {organisation}: there is a place for you now. When: {when}. Do you come?",
    note="to open a conversation; the person was on a waiting list",
)
GATHERING_CANCELLED = text(
    "News from {organisation}: our meeting does not take place. It was planned for {when}. "
    "We are sorry.",
    note="to open a conversation",
)
APPOINTMENT_NEW = text(
    "Hello from {organisation}. You have an appointment: {what}. When: {when}. Can you come?",
    note="to open a conversation with a family; {what} is for instance: dentist",
)
APPOINTMENT_REMINDER = text(
    "A reminder from {organisation}. You have an appointment: {what}. When: {when}. Can you come?",
    note="to open a conversation with a family",
)
APPOINTMENT_MOVED = text(
    "News from {organisation}. Your appointment is at another time: {what}. When: {when}. "
    "Can you come?",
    note="to open a conversation with a family",
)
APPOINTMENT_CHANGED = text(
    "News from {organisation}. Something about your appointment is different: {what}. "
    "When: {when}. Can you come?",
    note="to open a conversation with a family",
)
APPOINTMENT_ALONE = text(
    "News from {organisation}. Nobody goes with you to your appointment any more: {what}. "
    "When: {when}. Can you come?",
    note="to open a conversation with a family; the volunteer who was to go along does not",
)
APPOINTMENT_OFF = text(
    "News from {organisation}. Your appointment does not take place: {what}. It was planned for "
    "{when}. You do not have to go.",
    note="to open a conversation with a family",
)
APPOINTMENT_SERIES_OFF = text(
    "News from {organisation}. Your weekly appointments do not take place any more: {what}. The "
    "next one was planned for {when}. You do not have to go.",
    note="to open a conversation with a family",
)
APPOINTMENT_DECLINED = text(
    "News from {organisation}. The family cannot come to an appointment: {what}. When: {when}. "
    "Do you want to move it or cancel it?",
    note="to open a conversation with the volunteer who entered it",
)
