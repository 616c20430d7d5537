"""Appointments: how a volunteer enters one, and what the family reads about it."""

from locales.text import text

#: The most characters WhatsApp shows on a button.
BUTTON = 20

# --- what it is; also the title in the family's calendar
DOCTOR = text("Doctor", note="kind of appointment; button", limit=BUTTON)
DENTIST = text("Dentist", note="kind of appointment; button", limit=BUTTON)
MUNICIPALITY = text("Municipality", note="kind of appointment: the town hall; button", limit=BUTTON)
OCMW = text("OCMW/CPAS", note="kind of appointment: the social service; button", limit=BUTTON)
SCHOOL = text("School", note="kind of appointment; button", limit=BUTTON)
LANGUAGE_CLASS = text("Language class", note="kind of appointment; button", limit=BUTTON)
OTHER = text("Appointment", note="kind of appointment when it has no name of its own", limit=BUTTON)
#: Common kinds by key, in the order in which they are offered.
KINDS = {
    "doctor": DOCTOR,
    "dentist": DENTIST,
    "municipality": MUNICIPALITY,
    "ocmw": OCMW,
    "school": SCHOOL,
    "class": LANGUAGE_CLASS,
    "other": OTHER,
}

# --- what to bring
IDENTITY_CARD = text("Identity card", note="what to bring to an appointment", limit=BUTTON)
LETTERS = text("All letters", note="what to bring: the letters about this matter", limit=BUTTON)
HEALTH_CARD = text("Health insurance", note="what to bring: papers of the fund", limit=BUTTON)
#: Common things by key.
THINGS = {"card": IDENTITY_CARD, "letters": LETTERS, "health": HEALTH_CARD}

# --- the lines of an appointment
LINE_WHAT = text("What: {what}", note="a line about an appointment")
LINE_WHEN = text("When: {when}", note="weekday, date and time")
LINE_UNTIL = text("When: {when}, until {until}", note="weekday, date and time; until a time")
LINE_WHERE = text("Where: {place}", note="an address, as somebody typed it")
LINE_MAP = text("On the map:", note="a link to a map follows on a line of its own")
LINE_BRING = text("Bring: {things}", note="what to bring, as somebody typed it")
LINE_ALONG = text("{name} goes with you.", note="the volunteer who goes along; to the family")
LINE_COMPANION = text("Goes along: {name}", note="the volunteer who goes along; to volunteers")

# --- to the family
NEW = text(
    "You have an appointment.\n\n{details}\n\nCan you come?",
    note="to the family, when a volunteer or staff entered it; three buttons follow",
)
NEW_SERIES = text(
    "You have an appointment every week, from {first} until {last}.\n\n{details}\n\nCan you come?",
    note="to the family: a language class; the lines say the first time; three buttons follow",
)
NOT_ON = text("Not on: {days}", note="days of holidays on which a weekly class does not take place")
REMINDER = text(
    "A reminder from {organisation}: you have an appointment.\n\n{details}",
    note="to the family, days before; three buttons follow",
)
REMINDER_TOMORROW = text(
    "A reminder from {organisation}: you have an appointment tomorrow.\n\n{details}",
    note="to the family, the day before; three buttons follow",
)
REMINDER_TODAY = text(
    "A reminder from {organisation}: you have an appointment today.\n\n{details}",
    note="to the family, on the day; three buttons follow",
)
MOVED = text(
    "Your appointment is at another time now.\n\n{details}\n\nCan you come?",
    note="to the family; three buttons follow",
)
CHANGED = text(
    "Something about your appointment is different now.\n\n{details}\n\nCan you come?",
    note="to the family: the place, or what to bring; three buttons follow",
)
ALONE = text(
    "Nobody of the volunteers goes with you to this appointment any more.\n\n{details}\n\n"
    "Can you come? If you want somebody with you, press “I need help”.",
    note="to the family; the volunteer who was to go along does not; three buttons follow, "
    "one of them: I need help",
)
CANCELLED = text(
    "This appointment does not take place. You do not have to go.\n\n{details}",
    note="to the family",
)
CANCELLED_SERIES = text(
    "These appointments do not take place any more. You do not have to go.\n\n{details}",
    note="to the family: the rest of a weekly class; the lines say the next time",
)
I_COME = text("I come", note="button of the family under an appointment", limit=BUTTON)
I_CANNOT = text("I cannot come", note="button of the family under an appointment", limit=BUTTON)
I_NEED_HELP = text("I need help", note="button of the family under an appointment", limit=BUTTON)
THANKS_COME = text(
    "Thank you. We know that you come.\n\n{details}", note="to the family, after: I come"
)
THANKS_CANNOT = text(
    "Thank you for telling us. We tell the person who made the appointment. "
    "Do you want help to find another time?",
    note="to the family, after: I cannot come; two buttons follow",
)
YES_HELP = text("Yes, please help", note="button: help to move the appointment", limit=BUTTON)
NO_HELP = text("No, thank you", note="button: no help is needed", limit=BUTTON)
THANKS_HELP = text(
    "Thank you for telling us. A person of {organisation} contacts you.",
    note="to the family, after: I need help with this appointment",
)
THANKS_NO_HELP = text("That is fine. You can ask us at any time.", note="to the family")
OVER = text(
    "This appointment is over or does not take place any more.",
    note="to the family, which pressed a button of an old appointment",
)
YOURS = text("Your appointments:", note="to the family; a list follows")
NONE_YET = text("You have no appointments here now.", note="to the family or a volunteer")

# --- to the volunteer who entered it
DECLINED = text(
    "The family {family} cannot come to this appointment:\n\n{details}\n\n"
    "Do you want to move it or cancel it?",
    note="to the volunteer; two buttons follow",
)
MOVE = text("Move it", note="button of a volunteer: another time", limit=BUTTON)
CANCEL = text("Cancel it", note="button of a volunteer: no appointment", limit=BUTTON)

# --- entering one in the chat
FOR_VOLUNTEERS = text(
    "Here volunteers and staff enter appointments of families. "
    "If you are a volunteer, ask {organisation} for an invitation.",
    note="/appointment from somebody we do not know",
)
NO_FAMILY = text(
    "Your group welcomes no family here yet. A person of {organisation} can link you.",
    note="/appointment from a volunteer whose group has no family",
)
ASK_FAMILY = text("For which family is the appointment?", note="a button for each family follows")
ASK_WHAT = text(
    "What is the appointment? Choose, or write it yourself.",
    note="to a volunteer; buttons follow: doctor, school, …",
)
ASK_WHEN = text(
    "When is it? Write the day and the time, for example: {example}",
    note="to a volunteer; {example} is a weekday, or a date in numbers, and a time",
)
ASK_DAY = text(
    "At {time}. On which day? For example: {example}",
    note="only the time is known yet; {example} is a weekday or a date",
)
ASK_TIME = text(
    "{day}. At what time? For example: {example}",
    note="only the day is known yet; {example} is a time like 14:30",
)
WHICH_DAY = text("Which day do you mean?", note="two days are possible; a button for each follows")
WHICH_TIME = text(
    "Which time do you mean?", note="02:30 or 14:30 are possible; a button for each follows"
)
IS_IT = text("{when}. Is this right?", note="the day and time as understood; buttons follow")
RIGHT = text("Yes", note="button: the day and time are right", limit=BUTTON)
OTHER_TIME = text("Another time", note="button: type another day and time", limit=BUTTON)
NOT_UNDERSTOOD = text(
    "I do not understand which day and time you mean. Write it like this: {example}",
    note="{example} is a weekday, or a date in numbers, and a time",
)
IMPOSSIBLE = text(
    "This day or this time does not exist. First the day, then the month: {example}",
    note="31/2, or the month before the day; {example} is a date in numbers and a time",
)
WRONG_WEEKDAY = text(
    "That does not fit together: that date is {day}. Write the day again, for example: {example}",
    note="the weekday and the date do not match; {day} has its real weekday",
)
PAST = text(
    "{when}: this time has passed. What do you want to do?",
    note="three buttons follow: it is now, another time, stop",
)
IT_IS_NOW = text("It is now", note="button: the appointment is happening now", limit=BUTTON)
TOO_FAR = text(
    "{when}: that is more than two years away. Write the day again, for example: {example}",
    note="most likely a slip",
)
ASK_WHERE = text(
    "Where is it? Write the street, the number and the town.",
    note="to a volunteer; a button follows: not known yet",
)
NOT_KNOWN = text("I do not know yet", note="button: the place is not known", limit=BUTTON)
ASK_BRING = text(
    "What does the family bring? Choose, or write it yourself.",
    note="to a volunteer; buttons follow: identity card, letters, …",
)
NOTHING = text("Nothing", note="button: the family brings nothing", limit=BUTTON)
ASK_ALONG = text(
    "Who goes along with the family?", note="to a volunteer; a button for each volunteer follows"
)
I_GO = text("I go along", note="button of the volunteer", limit=BUTTON)
NOBODY = text("Nobody", note="button: nobody goes along", limit=BUTTON)
LOOK = text(
    "Please look at it. When you save it, the family gets it in its own language, "
    "and reminders before.\n\n{details}",
    note="to a volunteer; buttons follow: save, begin again, stop",
)
LOOK_MOVED = text(
    "Please look at the new time. When you save it, the family is told.\n\n{details}",
    note="to a volunteer who moves an appointment; buttons follow",
)
SAVE = text("Save", note="button", limit=BUTTON)
AGAIN = text("Begin again", note="button: type everything again", limit=BUTTON)
STOP = text("Stop", note="button: do not enter the appointment after all", limit=BUTTON)
STOPPED = text("All right. Nothing was saved.", note="after: stop")
TOO_LONG = text(
    "That is too long. Write it in at most {most} characters.", note="a name, an address or a list"
)
SAVED = text(
    "Saved. The family gets it in its own language. You hear it here if they cannot come.",
    note="to a volunteer",
)
SAVED_UNREACHED = text(
    "Saved. But the family does not get it here: it has not written to us yet, or it wants no "
    "messages from us. Please tell them yourself.",
    note="to a volunteer",
)
WAS_CANCELLED = text("The appointment is cancelled.", note="to a volunteer")
FURTHER = text("New appointment", note="button: enter an appointment", limit=BUTTON)

#: Said in the person's own language only when all of them are there: never half and half.
ALL = tuple(
    said
    for group in (
        KINDS.values(),
        THINGS.values(),
        (LINE_WHAT, LINE_WHEN, LINE_UNTIL, LINE_WHERE, LINE_MAP, LINE_BRING, LINE_ALONG),
        (NEW, NEW_SERIES, NOT_ON, REMINDER, REMINDER_TOMORROW, REMINDER_TODAY, MOVED, CHANGED),
        (
            ALONE,
            CANCELLED,
            CANCELLED_SERIES,
            I_COME,
            I_CANNOT,
            I_NEED_HELP,
            THANKS_COME,
            THANKS_CANNOT,
            YES_HELP,
        ),
        (NO_HELP, THANKS_HELP, THANKS_NO_HELP, OVER, YOURS, NONE_YET),
    )
    for said in group
)
