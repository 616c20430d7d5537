"""How people want to be written to: less often, later, at another hour, not for a while."""

from locales.text import text

#: The most characters WhatsApp shows on a button.
BUTTON = 20

MENU = text("How do we write to you? This is how it is now:", note="the answer to /messages")
QUIET = text(
    "We do not write to you between {start} and {end}.",
    note="a line of the list; {start} is an evening, {end} a morning: times like 20:00",
)
SUNDAY = text("We do not write to you on Sunday morning.", note="a line of the list")
TWICE = text("We write to you at most twice a week.", note="a line of the list")
ONCE = text("We write to you at most once a week.", note="a line of the list")
AT = text("We write to you at {time}.", note="a line of the list; {time} is like 18:00")
EVENINGS = text(
    "In Ramadan, until {day}, we write to you in the evening.",
    note="a line of the list; {day} is a date",
)
PAUSED = text("We do not write to you until {day}.", note="a line of the list; {day} is a date")
PAUSED_OPEN = text(
    "We do not write to you until you write to us.", note="a line of the list: an open pause"
)
CHANGE = text(
    "You can change this with the buttons. Write STOP if you do not want these messages any more.",
    note="below the list; STOP stays as it is",
)
NOBODY = text(
    "We do not write to you by ourselves. You can always ask us questions.",
    note="the answer to /messages for somebody whom we do not know",
)
LESS_SAID = text("All right. We write to you at most once a week.", note="after: less often")
OFTEN_SAID = text(
    "All right. We write to you at most twice a week.", note="after: as often as before"
)
NO_MORNING_SAID = text(
    "All right. We do not write to you in the morning.", note="after: not in the morning"
)
MORNING_SAID = text(
    "All right. We also write to you in the morning, from {time} on.",
    note="after: in the morning, too",
)
ASK_HOUR = text(
    "At what time do we write to you?", note="a button for each time of the day follows"
)
HOUR_SAID = text(
    "All right. We write to you at {time}.", note="after a time was chosen; {time} is like 18:00"
)
ANY_HOUR_SAID = text(
    "All right. We write to you at any time of the day, but not at night.", note="after: any time"
)
ASK_PAUSE = text(
    "How long do we not write to you?", note="somebody wants a pause; three buttons follow"
)
PAUSE_SAID = text(
    "All right. We do not write to you until {day}. You can always ask us questions. "
    "We still remind you of appointments. You do not have to say why.",
    note="a pause was chosen; {day} is a date; two buttons follow for who wants to say why",
)
PAUSE_OPEN_SAID = text(
    "All right. We do not write to you until you write to us. You can always ask us questions. "
    "We still remind you of appointments. You do not have to say why.",
    note="an open pause was chosen; two buttons follow for who wants to say why",
)
WHY_SAID = text(
    "Thank you for telling us. We think of you. If you need something, write to us.",
    note="somebody said that the pause is because of illness or because somebody died",
)
GO_ON_SAID = text(
    "We write to you again from time to time.", note="the pause is over, by a button or by writing"
)
EVENINGS_SAID = text(
    "All right. In Ramadan, until {day}, we write to you in the evening.", note="{day} is a date"
)
BY_DAY_SAID = text("All right. We write to you by day again.", note="after: by day")
LATER_SAID = text(
    "All right. We ask you again: {when}.",
    note="after: later; {when} is a weekday, date and time; a button for another time follows",
)
LESS = text("Less often", note="button", limit=BUTTON)
OFTEN = text("As often as before", note="button: undoes “less often”", limit=BUTTON)
NO_MORNING = text("Not in the morning", note="button", limit=BUTTON)
MORNING = text("In the morning, too", note="button: undoes “not in the morning”", limit=BUTTON)
HOUR = text("At a fixed time", note="button: choose an hour of the day", limit=BUTTON)
ANY_HOUR = text("At any time", note="button: undoes “at a fixed time”", limit=BUTTON)
PAUSE = text("A pause", note="button: no messages for a while", limit=BUTTON)
GO_ON = text("Write to me again", note="button: ends the pause", limit=BUTTON)
RAMADAN = text("Ramadan: evenings", note="button: write in the evening in Ramadan", limit=BUTTON)
BY_DAY = text("By day again", note="button: undoes “Ramadan: evenings”", limit=BUTTON)
A_WEEK = text("One week", note="button: how long the pause is", limit=BUTTON)
A_MONTH = text("One month", note="button: how long the pause is", limit=BUTTON)
UNTIL_I_WRITE = text("Until I write", note="button: how long the pause is", limit=BUTTON)
ILLNESS = text("Somebody is ill", note="button: why there is a pause", limit=BUTTON)
MOURNING = text("Somebody has died", note="button: why there is a pause", limit=BUTTON)
THREE_HOURS = text("In three hours", note="button: ask me again in three hours", limit=BUTTON)
TOMORROW = text("Tomorrow", note="button: ask me again tomorrow", limit=BUTTON)
ALL_WISHES = text("All my choices", note="button: shows the answer to /messages", limit=BUTTON)
#: Said in the person's own language only when all of them are there: never half and half.
ALL = (
    *(MENU, QUIET, SUNDAY, TWICE, ONCE, AT, EVENINGS, PAUSED, PAUSED_OPEN, CHANGE, NOBODY),
    *(LESS_SAID, OFTEN_SAID, NO_MORNING_SAID, MORNING_SAID, ASK_HOUR, HOUR_SAID, ANY_HOUR_SAID),
    *(ASK_PAUSE, PAUSE_SAID, PAUSE_OPEN_SAID, WHY_SAID, GO_ON_SAID, EVENINGS_SAID, BY_DAY_SAID),
    *(LATER_SAID, LESS, OFTEN, NO_MORNING, MORNING, HOUR, ANY_HOUR, PAUSE, GO_ON, RAMADAN),
    *(BY_DAY, A_WEEK, A_MONTH, UNTIL_I_WRITE, ILLNESS, MOURNING, THREE_HOURS, TOMORROW),
    ALL_WISHES,
)
