"""Being called back: when, in which language, on which number, and what is said about it."""

from locales.text import text

#: The most characters WhatsApp shows on a button.
BUTTON = 20

ASK_LANGUAGE = text(
    "We can call you. In which language do we speak on the telephone?",
    note="somebody asks for a call; buttons follow, each language by its own name",
)
WITH_INTERPRETER = text(
    "With an interpreter",
    note="button: an interpreter joins the call; also shown after the name of a language",
    limit=BUTTON,
)
ASK_DAY = text("On which day do we call you?", note="a button for each day follows")
ASK_TIME = text(
    "{day}. At what time do we call you?",
    note="a button for each time follows; {day} is a weekday and date",
)
LATER = text("Later", note="button: show later times of this day", limit=BUTTON)
OTHER_DAY = text("Another day", note="button: choose another day", limit=BUTTON)
ASK_NUMBER = text(
    "Which telephone number do we call? Write it here, for example {example}.",
    note="the person writes the number; {example} is a telephone number",
)
THIS_NUMBER = text(
    "Do we call you on the number from which you write to us now?",
    note="on WhatsApp; two buttons follow",
)
YES_THIS_NUMBER = text("Yes, this number", note="button", limit=BUTTON)
OTHER_NUMBER = text("Another number", note="button: another telephone number", limit=BUTTON)
BAD_NUMBER = text(
    "We cannot call this number. Write all its digits, for example {example}. "
    "A number of another country begins with + and the code of the country.",
    note="the person wrote a wrong telephone number; {example} is a right one",
)
BOOKED = text(
    "A person of {organisation} calls you: {when}.\nNumber: {number}\nLanguage: {spoken}",
    note="the call is agreed; {when} is a weekday, date and time, {spoken} the name of one",
)
REMINDED = text(
    "We remind you here one hour before.", note="added where the person gets a reminder"
)
CHANGE = text("Change the time", note="button under an agreed call", limit=BUTTON)
CANCEL = text("No call", note="button: the person does not want the call any more", limit=BUTTON)
NOT_CALLED = text(
    "All right, we do not call you. You can ask for a call again at any time.",
    note="after the person cancelled the call, or did not want another one",
)
TAKEN = text(
    "This time is not free any more. Please choose another one.",
    note="somebody else was quicker, or the time has passed; a choice follows",
)
NO_TIME = text(
    "There is no free time for a call in the next days.",
    note="followed by when somebody of the staff answers here",
)
REMINDER = text(
    "A reminder from {organisation}: we call you {when}.",
    note="an hour before the call; {when} is a weekday, date and time",
)
MISSED = text(
    "Hello from {organisation}. We called you, and nobody answered. "
    "Do you want to choose another time?",
    note="staff called in vain; two buttons follow; never begin or end with {organisation}",
)
CHOOSE_TIME = text("Choose a time", note="button: choose a time for a call", limit=BUTTON)
NO_THANKS = text("No, thank you", note="button: no other call", limit=BUTTON)
MOVED = text(
    "Hello from {organisation}. We have to call you at another time: {when}. "
    "If that does not suit you, choose another time.",
    note="staff moved the call; two buttons follow; {when} is a weekday, date and time; "
    "never begin or end with {organisation} or {when}",
)
#: Said in the person's own language only when all of them are there: never half and half.
ALL = (
    *(ASK_LANGUAGE, WITH_INTERPRETER, ASK_DAY, ASK_TIME, LATER, OTHER_DAY, ASK_NUMBER),
    *(THIS_NUMBER, YES_THIS_NUMBER, OTHER_NUMBER, BAD_NUMBER, BOOKED, REMINDED, CHANGE, CANCEL),
    *(NOT_CALLED, TAKEN, NO_TIME, REMINDER, MISSED, CHOOSE_TIME, NO_THANKS, MOVED),
)
