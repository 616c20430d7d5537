"""Exchange moments, trainings and conferences: invited, answered, reminded, moved."""

from locales.text import text, texts

#: The most characters WhatsApp shows on a button.
BUTTON = 20

EXCHANGE = text(
    "Exchange moment",
    note="a heading; the family, its group of volunteers and the staff talk about how it goes",
)
TRAINING = text("Training", note="a heading; volunteers learn something")
CONFERENCE = text("Conference", note="a heading; volunteers of many groups meet for a day")
WHEN = text("When: {when}", note="{when} is a weekday, date and time")
WHEN_UNTIL = text(
    "When: {when}, until {until}", note="{when} is a weekday, date and time; {until} is a time"
)
WHERE = text("Where: {place}", note="{place} is an address, as staff wrote it")
INVITE_FAMILY = text(
    "{organisation} invites you. You, your group of volunteers and we sit together. "
    "We talk about how it goes. You can say what is good and what is hard.",
    note="to a family, about an exchange moment; day, time and place follow",
)
INVITE_GROUP = text(
    "{organisation} invites you to an exchange moment. The family, your group and we sit together "
    "and talk about how it goes.",
    note="to a volunteer; day, time and place follow",
)
INVITE_TRAINING = text(
    "{organisation} invites you to a training for volunteers.",
    note="to a volunteer; what it is about, day, time and place follow",
)
INVITE_CONFERENCE = text(
    "{organisation} invites you to a conference for volunteers.",
    note="to a volunteer; what it is about, day, time and place follow",
)
DO_YOU_COME = text("Do you come?", note="under day, time and place; three buttons follow")
COME = text("We come", note="button: the people who were invited come", limit=BUTTON)
CANNOT = text("I cannot come", note="button", limit=BUTTON)
CHANGE = text("Change my answer", note="button: the person changes what they said", limit=BUTTON)
HOW_MANY = text(
    "How many people come, with you? If you are more than three, write the number.",
    note="buttons 1, 2 and 3 follow",
)
FEWER = texts(
    "There is only {count} place for you. How many people come?",
    "There are only {count} places for you. How many people come?",
    note="the person wants to come with more people than there are free places; buttons follow",
)
INTERPRETER = text(
    "Do you need an interpreter for {spoken}?",
    note="two buttons follow: yes and no; {spoken} is the own name of a language",
)
CHILDCARE = text(
    "Do you bring children that somebody must look after?", note="two buttons follow: yes and no"
)
YOU_COME = texts(
    "It is written down: you come, {count} person.",
    "It is written down: you come, {count} people.",
    note="after the person said that they come; day, time and place follow",
)
WITH_INTERPRETER = text(
    "With an interpreter for {spoken}.", note="{spoken} is the own name of a language"
)
WITH_CHILDCARE = text("Somebody looks after the children.", note="there is childcare")
WE_REMIND = text(
    "We remind you here two days before.", note="added where the person gets a reminder"
)
YOU_WAIT = text(
    "There is no free place for you now. You are on the waiting list. "
    "When a place is free, we write to you here.",
    note="the person wants to come and all places are taken",
)
NOT_COMING = text(
    "Thank you for telling us. If you can come after all, press the button.",
    note="the person cannot come; one button follows: we come",
)
OVER = text(
    "This has passed, or it does not take place any more.",
    note="the person presses a button of an old invitation",
)
REMINDER = text(
    "A reminder from {organisation}: you said that you come.",
    note="two days before; day, time and place follow, then two buttons",
)
MOVED = text(
    "A message from {organisation}: the day, time or place is another one now. This is right:",
    note="staff changed day, time or place; these follow, then three buttons",
)
CANCELLED = text(
    "A message from {organisation}: this does not take place. We are sorry.",
    note="day, time and place of what was cancelled follow",
)
OFFER = text(
    "A message from {organisation}: a place is free for you now. Do you come? "
    "Please answer before {until}.",
    note="to somebody on the waiting list; {until} is a weekday, date and time; "
    "what, when and where follow, then three buttons",
)
#: Said in the person's own language only when all of them are there: never half and half.
ALL = (
    *(EXCHANGE, TRAINING, CONFERENCE, WHEN, WHEN_UNTIL, WHERE, INVITE_FAMILY, INVITE_GROUP),
    *(INVITE_TRAINING, INVITE_CONFERENCE, DO_YOU_COME, COME, CANNOT, CHANGE, HOW_MANY, FEWER),
    *(INTERPRETER, CHILDCARE, YOU_COME, WITH_INTERPRETER, WITH_CHILDCARE, WE_REMIND, YOU_WAIT),
    *(NOT_COMING, OVER, REMINDER, MOVED, CANCELLED, OFFER),
)
