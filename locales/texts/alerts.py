"""What tells staff that somebody waits: never a name, never words of the person."""

from locales.text import text

SOMEBODY_WAITS = text("Somebody is waiting", note="title of an alert and subject of an e-mail")
ALERT = text(
    "Somebody is waiting. Language: {language}. {priority}.\n{link}",
    note="private message or e-mail to a colleague; {priority} is one of the words below",
)
ALERT_SHORT = text("{language} · {priority}", note="under the title of a notification")
NOTE_NAMES_YOU = text("A colleague asks you", note="title of an alert and subject of an e-mail")
NOTE_SHORT = text("Please read a note.", note="under the title of a notification")
NOTE = text(
    "A colleague asks you to read a note.\n{link}",
    note="private message or e-mail to a colleague",
)
#: The keys are db.models.Priority values.
PRIORITIES = {
    "urgent": text("Urgent", note="how soon a colleague must look"),
    "today": text("Today", note="how soon a colleague must look"),
    "normal": text("Not urgent", note="how soon a colleague must look"),
}
NOBODY_ON_DUTY = text(
    "⚠️ This is urgent, and nobody is there or on duty. Please look at it: {link}",
    note="post in the staff group outside working hours",
)
NOBODY_SPEAKS = text(
    "Nobody on the staff speaks {language}: this needs an interpreter or a colleague from "
    "elsewhere.",
    note="post in the staff group",
)
WINDOW_CLOSES = text(
    "WhatsApp closes within the hour", note="title of an alert and subject of an e-mail"
)
WINDOW_ALERT = text(
    "Somebody waits for an answer, and WhatsApp takes free text for less than an hour more. "
    "Language: {language}. {priority}.\n{link}",
    note="private message or e-mail to a colleague",
)
WINDOW_POST = text(
    "⏳ WhatsApp takes free text here for less than an hour more, and the person waits for an "
    "answer: {link}",
    note="post in the staff group",
)
GATHERING_TITLE = text(
    "You are invited to a gathering", note="title of an alert and subject of an e-mail"
)
GATHERING = text(
    "People whom you look after are invited to a gathering, and you are too. {what}: {when}."
    "\n{link}",
    note="private message or e-mail to a colleague; {what} is “Exchange moment”, “Training” or "
    "“Conference”, {when} is a weekday, date and time",
)
HAND_OVER_TITLE = text(
    "An invitation waits to be handed over", note="title of an alert and subject of an e-mail"
)
HAND_OVER_SHORT = text(
    "Nobody there has written to us yet.",
    note="under the title of a notification; about a family or a group",
)
HAND_OVER = text(
    "Messages wait for a family or a group of which nobody has written to us yet. A bot cannot "
    "write first: please hand over the invitation with its QR code.\n{link}",
    note="private message or e-mail to a colleague",
)
