"""What staff can do in a topic of their Telegram group, and what they read when they do."""

from locales.text import text

COMMANDS = text(
    "What you can write here:\n"
    "/claim – take over\n"
    "/note words – internal note, also // words\n"
    "/release – give back to the bot\n"
    "/close – close the request\n"
    "/snooze – put it aside until later\n"
    "/who – who this is\n"
    "/faq words – find an answer and send it\n"
    "Other words go to the person once you have taken over.",
    note="the commands in a topic of the staff group; do not translate what begins with /",
)
#: The menu of these commands in the staff's group; the keys are the commands.
MENU = {
    "claim": text("Take over", note="menu of commands in the staff group"),
    "note": text("Internal note: /note words", note="menu of commands in the staff group"),
    "release": text("Give back to the bot", note="menu of commands in the staff group"),
    "close": text("Close the request", note="menu of commands in the staff group"),
    "snooze": text("Put aside until later", note="menu of commands in the staff group"),
    "who": text("Who this is", note="menu of commands in the staff group"),
    "faq": text("Find an answer: /faq words", note="menu of commands in the staff group"),
    "help": text("What you can write here", note="menu of commands in the staff group"),
}
UNKNOWN_COMMAND = text(
    "I do not know {command}. Nothing was sent.", note="an unknown command in a topic"
)
NOTHING_OPEN = text("There is no open request here.", note="/close or /snooze without a request")
EARLIER_REQUEST = text(
    "This button belongs to an earlier request. Nothing was done.",
    note="an old button under a post in a topic",
)
FILE_NOT_KEPT = text(
    "A note keeps only words: the file was not kept and went to nobody.",
    note="a file was sent with /note",
)
TOO_LATE_TO_CHANGE = text(
    "Your message was passed on as it was. Write again what you want to correct.",
    note="a colleague edited a reply in a topic",
)
NOT_PASSED_ON = text(
    "This went to nobody: only words, photos, voice messages and files can be passed on.",
    note="a sticker, a place or a poll in a topic",
)

# /close and /snooze

HOW_IT_ENDED = text("How did it end?", note="/close; buttons follow")
#: How a case ended; the keys are handlers.staff.OUTCOMES.
OUTCOMES = {
    "answered": text("Answered", note="button: how a request ended", limit=30),
    "passed_on": text("Passed on to somebody else", note="button: how a request ended", limit=30),
    "no_answer": text("The person did not answer", note="button: how a request ended", limit=30),
    "not_needed": text("Not needed any more", note="button: how a request ended", limit=30),
}
UNTIL_WHEN = text("Put aside until when?", note="/snooze; buttons follow")
#: The usual moments; the keys are those of handlers.snoozing.choices.
MOMENTS = {
    "hour": text("In an hour", note="button: put aside until", limit=30),
    "afternoon": text("This afternoon", note="button: put aside until", limit=30),
    "tomorrow": text("Tomorrow morning", note="button: put aside until", limit=30),
    "monday": text("Monday morning", note="button: put aside until", limit=30),
}
MOMENT_PAST = text("This moment has passed. Please choose again: /snooze", note="an old button")
TAKE_URGENT_FIRST = text(
    "This is urgent and nobody has taken it. Take it over before you put it aside: /claim",
    note="/snooze in an urgent, unclaimed request",
)

# /who

WHO = text(
    "{name}\n{role} · {channel}\nLanguage: {language}\nGroup: {group}\nRegion: {region}\n{charge}\n"
    "Desk: {link}",
    note="/who: the person of this topic",
)
WHO_QUIET = text(
    "Conversation {number} is confidential.\nLanguage: {language}\n{charge}\nDesk: {link}",
    note="/who in a confidential conversation",
)
UNKNOWN_NAME = text("Name not known", note="/who")
UNKNOWN = text("not known", note="/who: no group, no region")
STRANGER = text("Nobody we know yet", note="/who: what kind of person")
#: What somebody is; the keys are db.models.ContactKind values.
KINDS = {
    "volunteer": text("Volunteer of a welcome group", note="/who: what kind of person"),
    "family": text("Member of a family", note="/who: what kind of person"),
    "staff": text("Staff", note="/who: what kind of person"),
}
HOUSEHOLD = text("Phone of a family", note="/who: a phone that a whole family shares")
#: Names that are the same in every language.
CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp"}
TRY_IT_PAGE = text("the try-it page", note="/who: how the person writes, in the demo")
IN_CHARGE = text("In charge: {name}", note="/who")
NOBODY_IN_CHARGE = text("In charge: nobody yet", note="/who: the request waits for a person")
BOT_IN_CHARGE = text("In charge: the bot", note="/who")

# /faq

FAQ_FOUND = text("Which answer? You see it before it is sent.", note="/faq; buttons follow")
FAQ_NOTHING = text(
    "I found nothing for these words. Try fewer or other words: /faq words", note="/faq"
)
FAQ_HOW = text("Write what you are looking for: /faq bank account", note="/faq without words")
FAQ_LOOK = text(
    "This is what the person would read, in {language}:\n\n{answer}",
    note="/faq: an answer to look at, before it is sent",
)
FAQ_LOOK_OTHER = text(
    "This answer is not there in {wanted}. The person would read it in {language}:\n\n{answer}",
    note="/faq: an answer in another language than the person's",
)
FAQ_GONE = text("This answer is not there any more.", note="/faq: an old button")

# what became of what was said

REPLAY = text(
    "This topic was closed or deleted, so it was made anew. The end of the conversation "
    "is shown again below, marked with {mark}",
    note="first post in a topic that was made anew",
)
REACTED = text("Reaction of the person: {signs}", note="a person reacted with an emoji")
REACTION_GONE = text("The person took their reaction back.", note="an emoji was taken back")
FILE_NOT_HERE = text("a file that could not be shown here", note="in brackets, in a topic")
#: A reply that waits; the keys are reasons of held deliveries.
HELD = {
    "window": text(
        "Your message waits. WhatsApp lets us write freely only in the 24 hours after the person "
        "wrote. They are told that an answer waits, and get it as soon as they write.",
        note="a staff reply is held",
    ),
    "unreachable": text(
        "Your message waits: the person cannot be reached now. It goes as soon as they can be.",
        note="a staff reply is held",
    ),
    "not_safe": text(
        "Your message waits: it is not safe to write to this phone. It goes when the person "
        "writes, or when you release the phone in the desk.",
        note="a staff reply is held",
    ),
}
#: A reply that did not arrive; the keys are reasons of failed deliveries.
NOT_ARRIVED = {
    "blocked": text(
        "Your message has not arrived: the person has blocked us.", note="a staff reply failed"
    ),
    "opted_out": text(
        "Your message has not arrived: the person wants no messages from us.",
        note="a staff reply failed",
    ),
    "deleted": text(
        "Your message has not arrived: this account does not exist any more.",
        note="a staff reply failed",
    ),
    "unknown": text(
        "Your message has not arrived: nobody can be reached under this number or account.",
        note="a staff reply failed",
    ),
    "too_big": text(
        "Your message has not arrived: the file is too large.", note="a staff reply failed"
    ),
}
