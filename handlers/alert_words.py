"""What an alert to a colleague says, and the page it leads to. Never a name or a word of it."""

from dataclasses import dataclass

from db.alerts import Subject
from db.models import AlertKind, Case, GatheringKind
from handlers import gathering_words
from handlers.house import House
from locales.names import language_name
from locales.texts import alerts as texts
from locales.texts import topics as posts


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """An alert in a colleague's language."""

    title: str
    #: language and urgency
    short: str
    #: the same with the address of the desk
    whole: str


def words(house: House, about: Subject, into: str) -> Words:
    """What a colleague reads, in the language of their desk."""
    say, case, where = house.words.say, about.case, _address(house, path(about))
    if about.first_contact is not None:
        return Words(
            title=say(texts.HAND_OVER_TITLE, into),
            short=say(texts.HAND_OVER_SHORT, into),
            whole=say(texts.HAND_OVER, into, link=where),
        )
    if about.gathering is not None:
        what = say(gathering_words.HEADINGS[GatheringKind(about.gathering.kind)], into)
        when = gathering_words.when(about.gathering, into)
        return Words(
            title=say(texts.GATHERING_TITLE, into),
            short=f"{what}\n{when}",
            whole=say(texts.GATHERING, into, what=what, when=when, link=where),
        )
    if about.is_mention or case is None:
        return Words(
            title=say(texts.NOTE_NAMES_YOU, into),
            short=say(texts.NOTE_SHORT, into),
            whole=say(texts.NOTE, into, link=where),
        )
    values = {
        "language": language_name(_language_of(case), into),
        "priority": say(texts.PRIORITIES[case.priority], into),
    }
    title, whole = texts.SOMEBODY_WAITS, texts.ALERT
    if about.kind == AlertKind.WINDOW:
        title, whole = texts.WINDOW_CLOSES, texts.WINDOW_ALERT
    return Words(
        title=say(title, into),
        short=say(texts.ALERT_SHORT, into, **values),
        whole=say(whole, into, link=where, **values),
    )


def path(about: Subject) -> str:
    """The page of the desk that an alert is about."""
    unmet = about.first_contact
    if about.gathering is not None:
        return f"/desk/gatherings/{about.gathering.id}"
    if unmet is None:
        return f"/desk/conversations/{about.conversation_id}"
    if unmet.household_id is not None:
        return f"/desk/families/{unmet.household_id}/handover"
    return f"/desk/groups/{unmet.welcome_group_id}"


def link(house: House, conversation_id: int) -> str:
    """Where staff open a conversation."""
    return _address(house, f"/desk/conversations/{conversation_id}")


def _language_of(case: Case) -> str:
    """The language in which the person of a case is answered, as it was when it was opened."""
    return str(case.brief.get("language") or "en")


def _address(house: House, page: str) -> str:
    policy = house.policy
    if policy.desk_url is None:
        return house.words.say(posts.ABOUT_DESK, policy.staff_language)
    return f"{policy.desk_url}{page}"
