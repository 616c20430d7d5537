"""The sponsorship year: what stands around the steps, whose words are the plan's own."""

from locales.text import text

READ_MORE = text("Read more", note="button under a hint, for the answer of the FAQ", limit=20)
QUESTION_TOO = text(
    "Thank you. A person of {organisation} reads your words and answers your question.",
    note="after an answer to a check-in that also asks something we do not know",
)
