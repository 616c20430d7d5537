"""What the bot says when a person of the staff is asked for, joins, and leaves again."""

from locales.text import text

PASSED_ON_OPEN = text(
    "I have passed this on to the staff of {organisation}. Somebody answers you here as soon "
    "as possible today. You can go on asking me questions.",
    note="during working hours",
)
PASSED_ON_LATER = text(
    "I have passed this on to the staff of {organisation}. Nobody is there now. "
    "Somebody answers you here from {when}. You can go on asking me questions. "
    "If somebody is in danger, call 112.",
    note="outside working hours; {when} is a weekday, date and time",
)
ALREADY_PASSED_ON = text(
    "The staff of {organisation} know about it. Somebody answers you here.",
    note="somebody asks again for a person",
)
ADDED_TO_CASE = text(
    "I have added this for the staff of {organisation}.", note="a second file while a case waits"
)
UNREAD_OPEN = text(
    "I cannot look at this myself. A person of {organisation} looks at it as soon as possible "
    "today and answers you here.",
    note="a voice note, photo or document came, during working hours",
)
UNREAD_LATER = text(
    "I cannot look at this myself. A person of {organisation} looks at it from {when} "
    "and answers you here. If somebody is in danger, call 112.",
    note="a voice note, photo or document came, outside working hours",
)
UNSURE_TWICE = text(
    "I could not help you well, so I have asked a person.",
    note="after two unsure answers in a row; followed by when somebody is there",
)
JOINED = text(
    "{name} of {organisation} is now in this chat and reads your messages.",
    note="a staff member takes over",
)
RELEASED = text(
    "{name} has left this chat. I am the bot again: write your question, or ask for a person.",
    note="a staff member gives the conversation back to the bot",
)
CLOSED = text(
    "{name} has closed this question. You can always write to us again.",
    note="a staff member closes a case",
)
COMPLAINT_HEARD = text(
    "Only the person responsible for complaints reads this, not your welcome group.",
    note="a complaint about a volunteer or staff member",
)
ANSWER_WAITS = text(
    "You have an answer from {organisation}. Write anything to read it.",
    note="template for WhatsApp, when 24 hours have passed",
)
