"""The family says whether it comes; who entered the appointment hears only that it does not."""

from db import appointments, awaiting
from db.content import Content
from db.models import Appointment, AppointmentState, Case, Priority, Reason
from faq.year import Side
from handlers import appointment_details as details
from handlers import appointment_planning as planning
from handlers import appointment_reminders as reminders
from handlers import appointments as entering
from handlers import escalation, saying
from handlers.appointment_reminders import SUBJECT
from handlers.appointment_steps import News
from handlers.context import Turn
from locales.texts import appointments as texts

#: Most appointments in one list: each is a message.
LISTED = 5


async def press(turn: Turn, verb: str, number: str) -> bool:
    """A button of the family under an appointment of its own."""
    act = ANSWERS.get(verb)
    appointment = await own(turn, number) if act else None
    if act is None or appointment is None:
        return False
    turn = details.own_words(turn)
    subject = f"{SUBJECT}{appointment.id}"
    await awaiting.close(turn.session, turn.conversation.id, subject, now=turn.now)
    if appointment.state in entering.SETTLED or appointment.starts_at <= turn.now:
        await saying.say(turn, texts.OVER)
    else:
        await act(turn, appointment)
    return True


async def own(turn: Turn, number: str) -> Appointment | None:
    """The appointment of this number, locked, only if it is this family's."""
    if not (number.isascii() and number.isdigit() and len(number) < 12) or turn.household is None:
        return None
    found = await appointments.locked(turn.session, int(number))
    return found if found and found.household_id == turn.household.id else None


async def listing(turn: Turn) -> None:
    """What lies ahead for this family: each a message with its own buttons.

    The next one comes last: it stands lowest on the phone, and a typed number or "yes" is about it.
    """
    turn = details.own_words(turn)
    home = turn.household
    found = await appointments.coming(
        turn.session, [home.id] if home else [], now=turn.now, limit=LISTED
    )
    if not found:
        await saying.say(turn, texts.NONE_YET)
    heading = [saying.words(turn, texts.YOURS)]
    for one in reversed(found):
        companion = await reminders.companion_of(turn.session, one)
        about = details.lines(turn.house.words, one, turn.language, companion=companion)
        row = reminders.family_buttons(turn, one)
        content = Content(text="\n\n".join((*heading, about)), buttons=row)
        await saying.tell(turn, content, subject=f"{SUBJECT}{one.id}")
        heading = []


async def _come(turn: Turn, appointment: Appointment) -> None:
    was_declined = appointment.state == AppointmentState.DECLINED
    entering.answer(appointment, comes=True, now=turn.now)
    if was_declined and not await planning.take_back_declined(
        turn.session, appointment, now=turn.now
    ):
        await _open_case(turn)
    companion = await reminders.companion_of(turn.session, appointment)
    words, language = turn.house.words, turn.language
    about = details.lines(words, appointment, language, companion=companion)
    file = details.file(words, appointment, language, companion=companion, now=turn.now)
    text = saying.words(turn, texts.THANKS_COME, details=about)
    await saying.tell(turn, Content(text=text), files=[file])


async def _cannot(turn: Turn, appointment: Appointment) -> None:
    """Said once to the volunteer, however often the button is pressed; to staff if nobody else."""
    if entering.answer(appointment, comes=False, now=turn.now):
        if await reminders.volunteer_hears(turn.session, appointment):
            side = Side.GROUP
            await planning.announce(
                turn.session, appointment, News.DECLINED, now=turn.now, side=side
            )
        else:
            await _open_case(turn)
    await saying.say(
        turn,
        texts.THANKS_CANNOT,
        buttons=(
            (texts.YES_HELP, f"{SUBJECT}help:{appointment.id}"),
            (texts.NO_HELP, f"{SUBJECT}fine:{appointment.id}"),
        ),
        subject=f"{SUBJECT}{appointment.id}",
    )


async def _help(turn: Turn, appointment: Appointment) -> None:
    """A case, and a mark on the appointment until somebody has dealt with it."""
    appointment.help_case_id = (await _open_case(turn)).id
    await saying.say(turn, texts.THANKS_HELP)


async def _fine(turn: Turn, appointment: Appointment) -> None:
    del appointment
    await saying.say(turn, texts.THANKS_NO_HELP)


async def _open_case(turn: Turn) -> Case:
    return await escalation.open_case(
        turn, Reason.CHECKIN, priority=Priority.TODAY, confidential=True
    )


#: What an answer does, by the second word of its payload.
ANSWERS = {"yes": _come, "no": _cannot, "help": _help, "fine": _fine}
