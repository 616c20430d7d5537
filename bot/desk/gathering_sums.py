"""What a colleague counts before a gathering: chairs, interpreters, childcare."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.desk_gatherings import InvitationLine
from db.models import Gathering, InvitationState
from handlers.gathering_guests import Guest


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The answers in numbers."""

    #: people who come
    persons: int
    #: invitations without an answer, with a no, and on the waiting list
    silent: int
    no: int
    waiting: int
    #: of these, who is offered a place and decides, and how many people that is
    keeping: int
    offered: int
    #: places that nobody has; None: no limit
    free: int | None
    #: how many invitations need an interpreter, by language
    interpreters: Mapping[str, int]
    #: how many need childcare
    childcare: int
    #: how many came, in the end
    came: int


def of(row: Gathering, invited: Sequence[InvitationLine]) -> Sums:
    every = [one.invitation for one in invited]
    states = Counter(one.state for one in every)
    coming = [one for one in every if one.state == InvitationState.YES]
    persons = sum(one.persons or 1 for one in coming)
    kept = [one for one in every if one.offered_until is not None]
    offered = sum(one.persons or 1 for one in kept)
    needed = Counter(one.interpreter_language or "en" for one in coming if one.needs_interpreter)
    return Sums(
        persons=persons,
        silent=states[InvitationState.INVITED] + states[InvitationState.LAPSED],
        no=states[InvitationState.NO],
        waiting=states[InvitationState.WAITING],
        keeping=len(kept),
        offered=offered,
        free=None if row.capacity is None else max(row.capacity - persons - offered, 0),
        interpreters=dict(sorted(needed.items())),
        childcare=sum(bool(one.needs_childcare) for one in coming),
        came=sum(one.attended is True for one in every),
    )


def by_language(guests: Sequence[Guest]) -> dict[str, list[Guest]]:
    """Who would be invited, by the language in which they would read it."""
    found: dict[str, list[Guest]] = {}
    for one in guests:
        found.setdefault(one.language, []).append(one)
    return found
