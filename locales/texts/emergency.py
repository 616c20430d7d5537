"""Said when somebody may be in danger; translated into all the languages of emergencies.

What is said first about each danger stands with its intent, beside the FAQ.
"""

from locales.text import text

#: The most characters WhatsApp shows on a button.
BUTTON = 20

NOT_AN_EMERGENCY_SERVICE = text(
    "I am a bot, not an emergency service. In danger: call 112.",
    note="added to every message about a danger",
)
ALERTED = text(
    "I have told a person of the team.",
    note="after the person on duty was alerted",
)
SAFE_TO_WRITE = text(
    "Is it safe to write to you on this phone?",
    note="asked after violence: another person may read this phone; two buttons follow",
)
YES_SAFE = text("Yes, it is safe", note="button: it is safe to write on this phone", limit=BUTTON)
NOT_SAFE = text("No, not safe", note="button: do not write on this phone", limit=BUTTON)
PERHAPS_DANGER = text(
    "If you or somebody is in danger now: call 112. Do you want to talk to a person?",
    note="after an ordinary answer, when the message perhaps told of a danger; calm and kind, "
    "one line; the button to talk to a person follows",
)
PERHAPS_PERSON = text(
    "Would you like to talk to a person about this?",
    note="after an ordinary answer, when the message is perhaps one for a person; a button follows",
)
