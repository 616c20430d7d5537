"""Check-ins: consent to them, and the words around the steps of the plan."""

from locales.text import text

CALL_ME = text("Please call me", note="button: a person of our team calls", limit=20)
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
