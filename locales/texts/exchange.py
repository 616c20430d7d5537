"""The exchange between welcome groups: taking part, asking, answering, leaving."""

from locales.text import text

ONLY_FOR_VOLUNTEERS = text(
    "The exchange is for volunteers of welcome groups. You can ask me your question here.",
    note="/exchange by somebody else",
)
NO_PLACE = text(
    "I do not know yet in which municipality your group is, so the exchange does not work. "
    "A person of {organisation} can write it down for you.",
    note="/exchange where the group has no postal code; a button leads to a person",
)
EXPLAIN = text(
    "In the exchange you can put a question to volunteers of other welcome groups, and answer "
    "theirs. Others see only the name of your municipality: {place}. They never see your name, "
    "your number or your group. Please write nothing by which a family is known. "
    "Staff of {organisation} read each question before it goes on. "
    "You can leave at any time. Do you want to take part?",
    note="/exchange; with the buttons yes and no",
)
JOIN = text("Yes, I take part", note="button", limit=20)
NOT_NOW = text("No", note="button: not in the exchange", limit=20)
JOINED = text(
    "Welcome to the exchange. Others see only “{place}”. "
    "Write /exchange to ask something, and /leave to leave.",
    note="after: yes, I take part; the commands stay in English",
)
NOT_JOINED = text(
    "That is fine. You can always ask me your questions here.", note="after: no to the exchange"
)
STOPPED_BEFORE = text(
    "You wrote STOP before, so questions of others do not come to you. "
    "Do you want messages from us again?",
    note="somebody takes part who had stopped all messages; with a button",
)
MENU = text(
    "You take part in the exchange. Others see only “{place}”.",
    note="/exchange by who takes part; with the buttons ask and leave",
)
ASK = text("Ask a question", note="button: put a question to other groups", limit=20)
LEAVE = text("Leave exchange", note="button: no longer take part", limit=20)
LEFT = text(
    "You have left the exchange. No questions of others come to you, and yours are closed. "
    "You can always ask me your questions here.",
    note="after leaving",
)
NOT_IN = text("You do not take part in the exchange.", note="/leave by who does not take part")
PERSON_WRITES = text(
    "A person of {organisation} is writing with you now. You can do this afterwards.",
    note="a button of the exchange was pressed while staff are in charge",
)
WRITE_QUESTION = text(
    "Write your question for other groups in one message. No names, numbers, addresses or dates "
    "of birth, please.",
    note="after: ask a question",
)
WRITE_ANSWER = text(
    "Write your answer in one message. No names, numbers, addresses or dates of birth, please.",
    note="after: answer",
)
CANCEL = text("Cancel", note="button: do not write anything now", limit=20)
CANCELLED = text("All right. Nothing was passed on.", note="after: cancel")
WAITS_ALREADY = text(
    "Your question is still with {organisation}. When it has gone on, you can ask another one.",
    note="somebody wants to ask a second question; with a button to take the first one back",
)
ASKED = text(
    "Thank you. A person of {organisation} reads your question first; "
    "then it goes to other groups.",
    note="a question was written",
)
TAKE_BACK = text("Take it back", note="button: withdraw the question", limit=20)
TAKEN_BACK = text("Your question is taken back.", note="after: take it back")
NOT_PASSED_ON = text(
    "I have not passed this on, because a family or a person could be known by it:",
    note="before a list of what was found",
)
WRITE_WITHOUT = text(
    "Please write it again without this. Nothing of it was kept for the exchange.",
    note="after a list of details that were found",
)
#: What was found, by handlers.exchange_details.Kind.
KINDS = {
    "phone": text("a telephone number", note="in a list of what was found"),
    "email": text("an e-mail address", note="in a list of what was found"),
    "link": text("a link or a user name", note="in a list of what was found"),
    "number": text(
        "a long number, such as a national register number or a file number",
        note="in a list of what was found",
    ),
    "address": text("a street with its number", note="in a list of what was found"),
    "date": text("a whole date, such as a date of birth", note="in a list of what was found"),
    "name": text("the name of somebody we know", note="in a list of what was found"),
}
TOO_LONG = text(
    "This is too long for the exchange. Please write it in at most {most} characters.",
    note="a question or an answer of more characters; {most} is a number",
)
SENT_ON = text(
    "Your question is on its way to volunteers of other groups. Their answers come to you here.",
    note="staff passed the question on",
)
NOBODY = text(
    "There is nobody yet in the exchange who could answer your question. "
    "A person of {organisation} looks at it.",
    note="staff passed the question on, but no other volunteer takes part",
)
REFUSED = text(
    "{organisation} has not passed your question on to other groups: {reason}",
    note="{reason} is what a colleague wrote",
)
PROPOSED = text(
    "{organisation} would put your question like this:\n\n{text}\n\nMay it go on so?",
    note="with the buttons yes and no",
)
AGREE = text("Yes, like this", note="button: staff's wording may go on", limit=20)
DECLINE = text("No", note="button: staff's wording may not go on", limit=20)
DECLINED = text(
    "All right. It does not go on like this; a person of {organisation} looks at it again.",
    note="after: no to staff's wording",
)
ASKS = text(
    "Somebody from {place} asks:\n\n{text}", note="a question of a volunteer of another group"
)
ASKS_IN = text(
    "Somebody from {place} asks, in this language: {language}.\n\n{text}",
    note="the same, where the question is in a language that the reader may not read",
)
ANSWER = text("Answer", note="button under a question", limit=20)
REPORT = text("Something is wrong", note="button: tell staff about a message", limit=20)
ANSWERS = text(
    "You asked: {question}\n\nSomebody from {place} answers:\n\n{text}",
    note="an answer of a volunteer of another group; {question} is shortened",
)
ASKER_WRITES = text(
    "Somebody from {place}, who asked: {question}\n\nwrites to you:\n\n{text}",
    note="the one who asked writes back to the one who answered; {question} is shortened",
)
REPLY = text("Write back", note="button under an answer", limit=20)
ANSWER_SENT = text("Thank you. Your words are on their way.", note="an answer was written")
ANSWER_READ_FIRST = text(
    "Thank you. A person of {organisation} reads your words first.",
    note="an answer was written that staff look at first",
)
ANSWER_REFUSED = text(
    "{organisation} has not passed your words on to the other group: {reason}",
    note="{reason} is what a colleague wrote",
)
CLOSED = text(
    "This is closed: you cannot write to each other about it any more.",
    note="a button under a question or an answer that is closed",
)
FULL = text(
    "You have written to each other {most} times about this. Ask a new question to go on.",
    note="a thread is long enough; {most} is a number",
)
REPORTED = text(
    "Thank you for telling us. Nobody can write to you about this any more, and a person of "
    "{organisation} looks at it.",
    note="after: something is wrong",
)
REMOVED = text(
    "{organisation} has ended your part in the exchange. You can ask why: write to us here.",
    note="staff took somebody out of the exchange",
)
OTHER_GROUPS = text("Ask other groups", note="button: shows the exchange", limit=20)
PRIVACY = text(
    "You take part in the exchange between groups. Others see your municipality and what you write "
    "there, nothing else. Staff see who wrote it. Write /leave and it ends at once.",
    note="after /privacy, for who takes part in the exchange; the command stays in English",
)
