"""The group's checklists: lists by phase, who does what, done and stuck."""

from locales.text import text

NO_LIST = text(
    "Your group has no list here yet: it begins when {organisation} links your group to a family. "
    "You can already ask me your questions.",
    note="/checklist by a volunteer whose group is not linked to a family",
)
ONLY_FOR_GROUPS = text(
    "This list is for volunteers of welcome groups. You can ask me your question here.",
    note="/checklist by somebody else",
)
WHICH_FAMILY = text("For which family?", note="a group welcomes several; with a button for each")
#: The heads of the lists, by faq.checklists.Phase.
HEADS = {
    "before_arrival": text(
        "Before the arrival: {done} of {total} done. Choose a line to say who does it, "
        "that it is done, or that it is stuck. Your whole group sees the same list.",
        note="above the list of a phase; the lines are buttons or a numbered list",
    ),
    "first_week": text(
        "The first week: {done} of {total} done. Choose a line to say who does it, "
        "that it is done, or that it is stuck. Your whole group sees the same list.",
        note="above the list of a phase; the lines are buttons or a numbered list",
    ),
    "first_two_months": text(
        "The first two months: {done} of {total} done. Choose a line to say who does it, "
        "that it is done, or that it is stuck. Your whole group sees the same list.",
        note="above the list of a phase; the lines are buttons or a numbered list",
    ),
    "before_end": text(
        "Before the end of the year: {done} of {total} done. Choose a line to say who does it, "
        "that it is done, or that it is stuck. Your whole group sees the same list.",
        note="above the list of a phase; the lines are buttons or a numbered list",
    ),
}
#: What the phases are called where one is chosen, by faq.checklists.Phase.
PHASES = {
    "before_arrival": text("Before the arrival", note="button: a list", limit=20),
    "first_week": text("The first week", note="button: a list", limit=20),
    "first_two_months": text("First two months", note="button: a list", limit=20),
    "before_end": text("Before the end", note="button: a list", limit=20),
}
OPEN_LIST = text("Open the list", note="button: shows the group's checklist", limit=20)
WHICH_LIST = text("Which list do you want to see?", note="with a button for each phase")
MORE = text("More", note="button: the next lines of the list", limit=20)
OTHER_LISTS = text("Other lists", note="button: lists of other phases", limit=20)
BACK_TO_LIST = text("Back to the list", note="button", limit=20)
OPEN = text("{item}\n\nNobody does this yet.", note="one line of the list; {item} is a task")
TAKEN = text("{item}\n\n{name} does this.", note="one line of the list; {name} is a first name")
TAKEN_BY_YOU = text("{item}\n\nYou do this.", note="one line of the list")
DONE = text("{item}\n\nThis is done.", note="one line of the list")
BLOCKED = text(
    "{item}\n\nThis is stuck. {name} wrote: {reason}\n\nStaff of {organisation} know it.",
    note="one line of the list; {name} is a first name",
)
COMMENT = text("{organisation} writes: {comment}", note="under a line, a comment of staff")
I_DO_THIS = text("I do this", note="button under a task", limit=20)
IS_DONE = text("It is done", note="button under a task", limit=20)
IS_STUCK = text("It is stuck", note="button under a task", limit=20)
HAND_BACK = text("I cannot do this", note="button: somebody else may do the task", limit=20)
NOT_DONE = text("Not done after all", note="button under a task that is done", limit=20)
READ_MORE = text("Read more", note="button: the answer of the FAQ about a task", limit=20)
CANCEL = text("Cancel", note="button: do not write anything now", limit=20)
NOW_YOURS = text("Thank you! Your group sees that you do this: {item}", note="after: I do this")
TAKEN_ALREADY = text(
    "{name} was a little quicker and does this already: {item}. Thank you for offering!",
    note="two volunteers took one task at once",
)
DONE_ALREADY = text("This is done already: {item}", note="a task was chosen that is done")
NOW_DONE = text("Well done! It is marked as done for your whole group: {item}", note="after: done")
NOW_OPEN = text("Nobody does this now, and somebody else can take it: {item}", note="handed back")
WHAT_IS_STUCK = text(
    "What is stuck with “{item}”? Please write it in one message. "
    "Your group and staff of {organisation} read it.",
    note="after: it is stuck; {item} is a task",
)
STUCK_NOTED = text(
    "Thank you. Your group sees that this is stuck, and a person of {organisation} looks at it.",
    note="after the reason was written",
)
STUCK_CANCELLED = text("All right. Nothing was changed.", note="after: cancel")
STAFF_UNBLOCKED = text(
    "{organisation} looked at “{item}”: it is not stuck any more. It is on your list again.",
    note="staff solved what was stuck",
)
STAFF_COMMENTED = text(
    "{organisation} writes about “{item}”: {comment}", note="a comment of staff about a task"
)
