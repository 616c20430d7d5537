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
WHERE = text(
    "The rules are not the same everywhere in Belgium. Where do you live? "
    "Choose a region, or write your postal code.",
    note="after an answer that depends on the region; four buttons follow",
)
FLANDERS = text("Flanders", note="button: a region of Belgium, by its official name")
BRUSSELS = text("Brussels", note="button: a region of Belgium, by its official name")
WALLONIA = text("Wallonia", note="button: a region of Belgium, by its official name")
GERMAN_SPEAKING = text(
    "German-speaking Community", note="button: a part of Belgium, by its official name"
)
REGION_KEPT = text(
    "Thank you. I keep this in mind for your next questions.",
    note="after the region, when the answer has nothing to add for it",
)
MACHINE_TRANSLATED = text(
    "This text was translated by a machine and not yet checked by a person.",
    note="under a long answer, once",
)
WHAT_TO_DO = text("What to do now:", note="above the steps of an answer")
IN_OTHER_LANGUAGES = text(
    "I do not have this answer in your language yet. I have it in: {languages}. "
    "In which language do you want to read it? Or talk to a person of {organisation}.",
    note="{languages} are names of languages, each written in itself; a button for each follows",
)
IN_ANOTHER_LANGUAGE = text(
    "I do not have this answer in your language yet. Here it is in another one: {name}.",
    note="before an answer in the person's second language; {name} is its name in itself",
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
