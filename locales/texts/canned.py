"""Replies that come with the program, for colleagues to send: the person reads them as theirs."""

from locales.text import text

NOTE = "a colleague sends this to a person as a reply"
#: By the names that links have; no number, since those are colleagues' own.
STARTERS = {
    "look-into": text("I will look into it and write to you again today.", note=NOTE),
    "letter": text(
        "Can you send a photo of the letter? All pages, please, so that I can read everything.",
        note=NOTE,
    ),
    "town": text("In which town do you live?", note=NOTE),
    "call": text("May I call you? Please write when it suits you.", note=NOTE),
    "asked": text(
        "I have asked a colleague. I will write to you as soon as I know the answer.", note=NOTE
    ),
    "interpreter": text(
        "I will look for an interpreter, so that we understand each other well. I will write to "
        "you when we can talk.",
        note=NOTE,
    ),
    "settled": text("Is your question answered now? You can always write again.", note=NOTE),
}
