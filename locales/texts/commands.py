"""The menu of commands, as Telegram shows it."""

from collections.abc import Mapping

from locales.keywords import Command
from locales.text import Text, text

#: The answer to this one is in `handlers.wish_menu`.
MESSAGES = "messages"
#: The answer to this one is in `handlers.appointment_chat`.
APPOINTMENT = "appointment"
MENU: Mapping[str, Text] = {
    Command.HELP: text("What I can do", note="menu of commands"),
    Command.LANGUAGE: text("Choose your language", note="menu of commands"),
    Command.HUMAN: text("Talk to a person of the team", note="menu of commands"),
    Command.CALL: text("Ask us to call you", note="menu of commands"),
    MESSAGES: text("How we write to you", note="menu of commands"),
    APPOINTMENT: text("Appointments", note="menu of commands"),
    Command.STOP: text("No more messages from us", note="menu of commands"),
    Command.PRIVACY: text("What we keep about you", note="menu of commands"),
}
