"""What staff read in their Telegram group."""

from locales.text import text

NEW_CASE = text(
    "New request · {reason}\nLanguage: {language} · Group: {group}\n{question}\nTried: {tried}",
    note="first post in a topic",
)
CONFIDENTIAL_CASE = text(
    "Confidential request {number} · {reason}\nLanguage: {language}\n"
    "Please open it in the desk: {link}",
    note="post in a topic, without any text of the person",
)
STILL_WAITING = text(
    "Still waiting: nobody has taken this request yet. Reason: {reason}. Desk: {link}",
    note="repeated alert",
)
ABOUT_DESK = text("the staff desk", note="when the desk has no public address")
TAKEN = text("{name} has taken this conversation.", note="after a claim")
CLAIM = text("Take over", note="button under a new request", limit=20)
ALREADY_TAKEN = text("{name} already took this.", note="a claim that came too late")
NOT_LINKED = text(
    "This message was not sent. Only linked staff can write here. "
    "Ask for your link code, then send me /link CODE in a private chat.",
    note="somebody without a staff account wrote in a topic",
)
LINKED = text("Your Telegram account is linked to your staff account.", note="after /link CODE")
WRONG_LINK = text("This link code does not work. Ask for a new one.", note="after a wrong /link")
SEND_OR_NOTE = text(
    "Nobody has taken this conversation yet. What should I do with your message?",
    note="the first message in an unclaimed topic",
)
SEND = text("Send to the person", note="button", limit=20)
NOTE = text("Keep as note", note="button", limit=20)
NOTED = text("Kept as an internal note.", note="after /note")
CONFIDENTIAL_HERE = text(
    "This conversation is confidential. Please answer it in the desk: {link}",
    note="somebody writes in the topic of a confidential case",
)
GIVEN_BACK = text("The bot answers again.", note="after /release")
CASE_CLOSED = text("Closed.", note="after /close")
NOT_YOURS = text("You have not taken this conversation.", note="/release by somebody else")
UNKNOWN_TOPIC = text("This topic belongs to no conversation.", note="text in another topic")
NOT_DELIVERED = text("Your message has not arrived: {reason}", note="a staff reply failed")
NOT_SAFE = text(
    "⚠️ Not safe to write to this phone. The bot answers only what the person writes. "
    "Everything else waits until you release it in the desk.",
    note="the person said after violence that others may read the phone",
)
SAFE_AGAIN = text(
    "{name} says: it is safe to write to this phone again.",
    note="a colleague released a phone that was not safe",
)
EDITED = text("✏️ Changed to: {text}", note="a person edited a message")
CALL_BOOKED = text(
    "☎ A call is agreed: {when}. Who, and on which number, stands in the desk: {link}",
    note="a person asked to be called; never says who; {when} is a weekday, date and time",
)
CALL_CANCELLED = text(
    "☎ The person does not want to be called any more. Desk: {link}",
    note="a call was cancelled by the person",
)
#: Why a request was opened, in words; the keys are db.models.Reason values.
REASONS = {
    "asked": text("somebody asked for a person", note="why a request was opened"),
    "unsure": text("the bot could not help", note="why a request was opened"),
    "sensitive": text("a sensitive message", note="why a request was opened"),
    "unread": text("a file or voice note to look at", note="why a request was opened"),
    "checkin": text("an answer to a check-in", note="why a request was opened"),
    "callback": text("somebody asked to be called", note="why a request was opened"),
    "consent": text(
        "consent or privacy, to be asked or explained in person",
        note="why a request was opened: nobody has confirmed the translation",
    ),
    "staff": text("staff wrote first", note="why a request was opened"),
    "checklist": text("something on a group's list is stuck", note="why a request was opened"),
    "exchange": text(
        "something is wrong with a message of the exchange", note="why a request was opened"
    ),
    "silence": text("no word after two check-ins", note="why a request was opened"),
}
