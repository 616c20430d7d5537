"""Coming in by invitation."""

from locales.text import text

WELCOME_VOLUNTEER = text(
    "Hello {name}! You are now linked to your welcome group. Ask me your questions at any time.",
    note="a volunteer came in by invitation",
)
WELCOME_FAMILY = text(
    "Hello, welcome! This is {organisation}. We help you in your first year in Belgium. "
    "You can write to us here at any time, in your own language.",
    note="a family came in by invitation",
)
WRONG_CODE = text(
    "This invitation does not work: it is wrong, too old or already used. "
    "Please ask for a new one. You can ask me questions all the same.",
    note="a wrong invitation code",
)
ALREADY_LINKED = text("You are already known here. Just write your question.", note="again invited")
