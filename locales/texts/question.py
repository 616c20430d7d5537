"""What the bot says around an answer from the FAQ."""

from locales.text import text

SOURCE = text("Source: {body}", note="the official body, under an answer")
CHECKED = text(
    "Last checked: {day}", note="the date on which the source of an answer was last seen"
)
NOT_CHECKED = text(
    "Part of this answer is general knowledge that our staff still have to check.",
    note="under an answer",
)
MAY_CHANGE = text(
    "Rules and amounts can change. Look at the source or ask us before you decide.",
    note="under an answer that depends on the date",
)
OVERDUE = text(
    "Careful: this answer has not been checked for a long time. Please ask a person too.",
    note="above an answer past its review date",
)
IN_YOUR_REGION = text("In your region:", note="above the part of an answer for one region")
WHAT_TO_DO = text("What to do now:", note="above the steps of an answer")
ONLY_ENGLISH = text(
    "I have this answer only in English for now. It follows in English. "
    "A person can explain it in your language.",
    note="before an answer in English",
)
HELPED = text("This helped", note="button under an answer", limit=20)
NOT_QUITE = text("Not quite", note="button under an answer", limit=20)
NONE_OF_THESE = text("None of these", note="button under a choice of topics", limit=20)
GLAD = text("Good to hear. Write again when you have another question.", note="after: this helped")
TRY_AGAIN = text(
    "I am sorry. Can you ask it in other words? Or talk to a person of {organisation}.",
    note="after: not quite",
)
WHICH_ONE = text("I am not sure what you mean. Is it one of these?", note="before a choice")
NOT_KNOWN = text(
    "I do not know the answer to this. I do not want to tell you something wrong. "
    "You can ask it in other words, or talk to a person of {organisation}.",
    note="nothing in the FAQ fits",
)
