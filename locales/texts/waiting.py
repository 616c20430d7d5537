"""When somebody of the staff is there, and how many people come first."""

from locales.text import text, texts

NEXT = text("You are next.", note="after 'somebody answers you'; nobody waits before this person")
BEFORE = texts(
    "{count} person is before you.",
    "{count} people are before you.",
    note="after 'somebody answers you'; how many others wait for the same colleagues",
)
SPEAKER_LATER = text(
    "I have passed this on to the staff of {organisation}. Nobody who speaks {spoken} is there "
    "now. Somebody answers you here from {when}. You can go on asking me questions. "
    "If somebody is in danger, call 112.",
    note="during working hours, when only others are there; {when} is a weekday, date and time",
)
NOBODY_SPEAKS = text(
    "I have passed this on to the staff of {organisation}. Nobody there speaks {spoken} yet. "
    "They are looking for a colleague or an interpreter and will write to you here. It can take "
    "longer than usual. If somebody is in danger, call 112.",
    note="during working hours; {spoken} is the name of the person's language",
)
NOBODY_SPEAKS_LATER = text(
    "I have passed this on to the staff of {organisation}. Nobody is there now, and nobody there "
    "speaks {spoken} yet. From {when} they look for a colleague or an interpreter and will "
    "write to you here. If somebody is in danger, call 112.",
    note="outside working hours; {when} is a weekday, date and time",
)
NOBODY_KNOWN = text(
    "I have passed this on to the staff of {organisation}. I do not know yet when somebody is "
    "there. If somebody is in danger, call 112.",
    note="no colleague who speaks the language has working hours in the coming year",
)
