"""What is wrong with the bot's account or its staff group, as sentences for the operator."""

from collections.abc import Mapping
from typing import Any

from bot.channel import SendError


def token_fault(error: SendError) -> str:
    """Why the bot could not be asked who it is."""
    if error.code == "invalid_token":
        return (
            "Telegram refuses TELEGRAM_TOKEN: copy the token again from @BotFather (/mybots, "
            "API Token)."
        )
    return (
        f"Telegram does not answer as it should ({error.code}): check the network connection and "
        "TELEGRAM_API_URL, then try again."
    )


def group_fault(error: SendError) -> str:
    """Why the staff group could not be asked for."""
    if error.moved_to:
        return f"The staff group has a new id: set STAFF_CHAT_ID to {error.moved_to}."
    if error.unreachable:
        return (
            "The bot is not in the staff group of STAFF_CHAT_ID: check the id (it starts with "
            "-100) and add the bot to the group as an administrator."
        )
    return f"Telegram says nothing about the staff group ({error.code}): try again later."


def rights_faults(group: Mapping[str, Any], member: Mapping[str, Any]) -> tuple[str, ...]:
    """What the staff group (a Chat) and the bot's membership of it (a ChatMember) lack."""
    faults = []
    if not group.get("is_forum"):
        faults.append("The staff group has no topics: turn on Topics in the group's settings.")
    if member.get("status") != "administrator" or not member.get("can_manage_topics"):
        faults.append(
            "The bot may not manage topics in the staff group: make it an administrator with the "
            'right "Manage topics".'
        )
    return tuple(faults)
