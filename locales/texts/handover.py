"""The sheet of paper with QR codes that a colleague hands over to a family."""

from locales.text import text

TITLE = text("Write to us with your phone", note="head of a sheet of paper for a family")
WHO = text(
    "We are {organisation}. We help you in your first year in Belgium. Ask us everything, in your "
    "own language. A computer answers at once. If it does not know, a person helps.",
    note="on a sheet of paper for a family",
)
CAMERA = text("Open the camera of your phone.", note="step 1 on a sheet of paper with QR codes")
SQUARE = text(
    "Hold it over one of these squares. One is enough.",
    note="step 2 on a sheet of paper; the squares are QR codes",
)
LINK = text("Touch the link that you see. The app opens.", note="step 3 on a sheet of paper")
SEND = text(
    "Touch “Start”, or send the message that is there already. We answer you.",
    note="step 4 on a sheet of paper; Start is a button of Telegram",
)
FREE = text(
    "You may ask us at any time. You sign nothing, and you can always stop.",
    note="on a sheet of paper for a family; no consent is needed to ask",
)
NO_CAMERA = text(
    "It does not work? Open this address, or write us this message:",
    note="on a sheet of paper, before an address and a code",
)
KEEP = text(
    "This sheet works once, until {day}. It is only for you: do not give it to anybody else.",
    note="at the foot of a sheet of paper; {day} is a date",
)
#: All of it: the sheet is in one language.
EVERY = (TITLE, WHO, CAMERA, SQUARE, LINK, SEND, FREE, NO_CAMERA, KEEP)
