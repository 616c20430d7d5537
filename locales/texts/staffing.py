"""What people are told when the colleague who was in their chat does not work here any more."""

from locales.text import text

HANDED_ON_OPEN = text(
    "The person who was in this chat is no longer there. I have asked the staff of {organisation} "
    "to go on. Somebody answers you here as soon as possible today. Until then I am the bot: you "
    "can ask me questions.",
    note="a staff member left the organisation, during working hours",
)
HANDED_ON_LATER = text(
    "The person who was in this chat is no longer there. I have asked the staff of {organisation} "
    "to go on. Nobody is there now. Somebody answers you here from {when}. Until then I am the "
    "bot: you can ask me questions. If somebody is in danger, call 112.",
    note="a staff member left, outside working hours; {when} is a weekday, date and time",
)
