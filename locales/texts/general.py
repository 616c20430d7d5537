"""Greetings, help, language, privacy, and what the bot says when it cannot read something."""

from locales.text import text, texts

WELCOME = text(
    "Hello! This is the helpdesk of {organisation} for welcome groups and families. "
    "I am a bot. Write your question in your own words.",
    note="the first message to anybody",
)
HELP = text(
    "Write your question in your own words, in your own language. "
    "If I know the answer, you get it at once, with the source. "
    "If I do not know it, a person of {organisation} can help you.\n\n"
    "/human: talk to a person\n"
    "/language: choose your language\n"
    "/stop: no more messages from us\n"
    "/privacy: what we keep about you",
    note="the answer to /help; the commands stay in English",
)
HELP_VOLUNTEER = text(
    "/appointment: enter an appointment of a family, or change one",
    note="the last line of the answer to /help, for volunteers; the command stays in English",
)
HELP_FAMILY = text(
    "/appointment or “my appointments”: what is planned, and whether you come\n"
    "/messages or “my messages”: when and how often we write to you\n"
    "/call or “call me”: we call you",
    note="the last lines of the answer to /help, for families; the commands stay in English, and "
    "the words in quotation marks are ones that are understood in your language",
)
ROBOT = text(
    "I am a bot: a computer program. You can always talk to a person of {organisation}.",
    note="somebody asks: are you a robot?",
)
CALENDAR_LINK = text(
    "Put it into the calendar of your telephone:",
    note="an appointment; a link to a calendar file follows on a line of its own",
)
GREETING = text("Hello! What is your question?", note="somebody says only hello")
THANKS = text("You are welcome. Write again when you have a question.", note="somebody says thanks")
GOODBYE = text("Goodbye! Write again when you have a question.", note="somebody says goodbye")
FINE = text(
    "All right. Write again when you have a question.",
    note='somebody says only "ok" or "fine", and nothing was asked',
)
PLEASE_WORDS = text(
    "I can only read words. Please write your question in one sentence.",
    note="somebody sent only signs, a link or an emoji",
)
CHOOSE_LANGUAGE = text("Which language do you want to read?", note="with a button per language")
LANGUAGE_CHOSEN = text("From now on I write to you in English.", note="in the chosen language")
SWITCH = text(
    "Shall I write to you in English from now on?",
    note="somebody writes in another language than usual; name your own language, not English",
)
YES = text("Yes", note="button", limit=20)
NO = text("No", note="button", limit=20)
LANGUAGE_KEPT = text(
    "All right. I go on writing to you in English.",
    note="the offer was refused; name your own language, not English",
)
PRIVACY = text(
    "We keep your messages so that staff of {organisation} can help you. "
    "They are stored encrypted. Volunteers never see what a family writes. "
    "We do not give your number to anybody. "
    "You can ask us for a copy of what we keep, or ask us to delete it: "
    "write to us here, or contact {contact}.",
    note="the answer to /privacy",
)
PRIVACY_ERASED = texts(
    "After {count} day we erase messages, photos, voice messages and the notes of our staff. "
    "What belongs to an open question stays until it is closed.",
    "After {count} days we erase messages, photos, voice messages and the notes of our staff. "
    "What belongs to an open question stays until it is closed.",
    note="part of the answer to /privacy; the organisation chooses the days, mostly 365",
)
PRIVACY_CALL = texts(
    "A number that you give us for a call is erased {count} day after the call.",
    "A number that you give us for a call is erased {count} days after the call.",
    note="part of the answer to /privacy; a telephone number",
)
PRIVACY_STAYS = text(
    "This stays longer: your name, your language, your town and your phone. Also dates, such as "
    "the arrival, and how you want to be written to. Also when something was said or planned, and "
    "which button you pressed. Also your yes or no to messages from us. What is on your own phone, "
    "or with WhatsApp or Telegram, we cannot erase.",
    note="part of the answer to /privacy: what is not erased by itself",
)
PRIVACY_PERSON = text("a person of {organisation}", note="who to contact when no address is set")
OLD_BUTTON = text(
    "This button does not work any more. Please write what you need.",
    note="an old or unknown button was pressed",
)
UNREADABLE = text(
    "I cannot read this kind of message. Please write it in words. "
    "If you want, a person can look at it.",
    note="a sticker, a poll, … arrived",
)
FILE_TOO_BIG = text(
    "This file is too big: I can take {megabytes} MB at the most. Please send a smaller one, "
    "for example a photo of each page.",
    note="a very large file came",
)
TOO_LONG = text(
    "Your message is very long. I read only the beginning. "
    "Please write your question in one or two sentences.",
    note="thousands of characters arrived",
)
WORKS_IN_PRIVATE = text(
    "I only work in private chats, so that nobody else reads your questions. "
    "Please write to me directly. I leave this group now.",
    note="somebody added the bot to a group",
)
TALK_TO_PERSON = text("Talk to a person", note="button", limit=20)
