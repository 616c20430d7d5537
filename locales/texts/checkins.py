"""Check-ins: the questions we ask families, their buttons, and the words around them."""

from locales.text import text

HOW_ARE_YOU = text(
    "Hello from {organisation}. Today is {day}. How are you and your family?",
    note="a check-in",
)
FIRST_WEEK = text(
    "Hello from {organisation}. Today is {day}. How is your first week in your new home?",
    note="a check-in",
)
AT_HOME = text(
    "Hello from {organisation}. Today is {day}. Do you have what you need at home? "
    "Do your children have a school?",
    note="a check-in",
)
SOMEONE_TO_TALK_TO = text(
    "Hello from {organisation}. Today is {day}. Do you have somebody to talk to?",
    note="a check-in",
)
#: Texts that staff can plan, by key.
STEPS = {
    "how-are-you": HOW_ARE_YOU,
    "first-week": FIRST_WEEK,
    "at-home": AT_HOME,
    "someone-to-talk-to": SOMEONE_TO_TALK_TO,
}
FINE = text("Fine", note="button under a check-in", limit=20)
NEED_HELP = text("I need help", note="button under a check-in", limit=20)
CALL_ME = text("Please call me", note="button under a check-in", limit=20)
THANKS_FINE = text("Thank you. It is good to hear from you.", note="after: fine")
THANKS_HELP = text(
    "Thank you for telling us. A person of {organisation} contacts you.", note="after: need help"
)
THANKS_CALL = text("Thank you. A person of {organisation} calls you.", note="after: please call me")
THANKS_WORDS = text(
    "Thank you. A person of {organisation} reads your words.", note="an answer in own words"
)
CONSENT = text(
    "May we write to you from time to time, to ask how you are and to remind you of "
    "appointments? You can say no, and you can stop at any time: write STOP. "
    "You can always ask us questions, also if you say no.",
    note="the consent question; shown with three buttons",
)
CONSENT_YES = text("Yes", note="button: consent", limit=20)
CONSENT_NO = text("No", note="button: consent", limit=20)
CONSENT_GIVEN = text(
    "Thank you. We write to you from time to time. Write STOP and we stop.", note="after: yes"
)
CONSENT_REFUSED = text(
    "That is fine. We do not write to you by ourselves. You can always ask us questions.",
    note="after: no",
)
STOPPED = text(
    "We do not send you messages by ourselves any more. You can always ask us questions here.",
    note="after STOP",
)
START_AGAIN = text("Start again", note="button after STOP", limit=20)
