"""Who is speaking on a phone that a family shares."""

from locales.text import text

WHO = text(
    "Several people of your family can write from this phone. "
    "Who is writing to us now? Then we know whom we answer.",
    note="asked by staff on a shared phone, with a button per person",
)
SOMEBODY_ELSE = text("Somebody else", note="button: none of the named people", limit=20)
THANKS = text("Thank you, {name}.", note="a person said who they are")
ALL_RIGHT = text(
    "All right. You can write to us all the same.", note="none of the named people is writing"
)
