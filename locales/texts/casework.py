"""What people and staff read when a case is passed on, put aside, taken back or closed."""

from locales.text import text

CLOSED_AND_ASKED = text(
    "{name} has closed this question. You can always write to us again. Did we help you?",
    note="a staff member closes a case; three faces as buttons follow",
)
GOOD = text("😊 Yes", note="button: the help was good; keep the face", limit=20)
FAIR = text("😐 A little", note="button: the help was so-so; keep the face", limit=20)
BAD = text("🙁 No", note="button: the help was not good; keep the face", limit=20)
THANKS = text("Thank you for telling us.", note="after a good or a fair face")
SORRY = text(
    "Thank you for telling us. I am sorry that it did not help. If you want, a person looks at "
    "it again.",
    note="after a bad face; a button to ask for a person follows",
)
PASSED_OPEN = text(
    "{colleague} of {organisation} goes on with your question and answers you here as soon as "
    "possible today.",
    note="a conversation was passed on to a colleague, during working hours",
)
PASSED_LATER = text(
    "{colleague} of {organisation} goes on with your question. You get an answer here from {when}. "
    "If somebody is in danger, call 112.",
    note="a conversation was passed on to a colleague who is not there now; others may be",
)
LANGUAGE_OPEN = text(
    "I have asked for somebody of {organisation} who speaks {name}. They answer you here as "
    "soon as possible today. You can go on asking me questions.",
    note="passed on to whoever speaks the language {name}, during working hours",
)
LANGUAGE_LATER = text(
    "I have asked for somebody of {organisation} who speaks {name}. Nobody is there now. "
    "They answer you here from {when}. If somebody is in danger, call 112.",
    note="passed on to whoever speaks the language {name}, outside working hours",
)
BACK_OPEN = text(
    "It takes longer than we thought. I have asked the other staff of {organisation}. Somebody "
    "answers you here as soon as possible today. You can go on asking me questions.",
    note="whoever was in charge has not answered, during working hours",
)
BACK_LATER = text(
    "It takes longer than we thought. I have asked the other staff of {organisation}. Nobody is "
    "there now. Somebody answers you here from {when}. If somebody is in danger, call 112.",
    note="whoever was in charge has not answered, outside working hours",
)

# what staff read in their group

OFFERED = text(
    "{name} has passed this conversation on. {colleague}, please take it. Desk: {link}",
    note="post for staff",
)
WANTED = text(
    "{name} asks whoever speaks {language} to take this conversation. Desk: {link}",
    note="post for staff",
)
BACK = text(
    "Back in the queue: {name} has not looked at it. Please take it. Desk: {link}",
    note="post for staff: a claim without an answer ended",
)
SNOOZED = text("{name} has put this aside until {when}.", note="post for staff")
WOKEN = text("Time to look at this again. Desk: {link}", note="post for staff, when it was due")
WOKEN_BY_PERSON = text(
    "The person has written. This is not put aside any more. Desk: {link}", note="post for staff"
)
WOKEN_BY_HAND = text("{name} has taken this up again.", note="post for staff")
PRIORITY = text("{name} has changed the priority: {priority}.", note="post for staff")
MENTIONED = text("{name} asks {colleagues} to read a note. Desk: {link}", note="post for staff")
#: How soon somebody must look, in words; the keys are db.models.Priority values.
PRIORITIES = {
    "urgent": text("urgent", note="the priority of a request"),
    "today": text("today", note="the priority of a request"),
    "normal": text("normal", note="the priority of a request"),
}
