"""Two private voices: what the family and the group answered to the same step, side by side.

Only staff see both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.models import Occurrence, OccurrenceReply
from faq.year import Side

#: What an answer says, as far as answers can be compared.
TONES: Mapping[str, str] = {
    **dict.fromkeys(("good", "i_have", "done", "keep"), "fine"),
    **dict.fromkeys(("so_so", "not_always", "not_yet", "nobody", "end"), "so_so"),
    **dict.fromkeys(("need_help", "blocked", "talk", "call"), "help"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """One step, and what each side said to it."""

    step_key: str
    #: None: this side was not asked
    family: Occurrence | None
    group: Occurrence | None
    #: the newest first
    from_family: Sequence[OccurrenceReply]
    from_group: Sequence[OccurrenceReply]

    @property
    def asked(self) -> Occurrence:
        """The later of the two."""
        both = [one for one in (self.family, self.group) if one is not None]
        return max(both, key=lambda one: one.due_at)

    @property
    def differs(self) -> bool:
        """One side is well and the other is not, as far as their buttons say."""
        theirs, ours = (_tones(found) for found in (self.from_family, self.from_group))
        return bool(theirs and ours) and theirs != ours


def pair(
    occurrences: Sequence[Occurrence], replies: Mapping[int, Sequence[OccurrenceReply]]
) -> list[Voices]:
    """By step, in the order in which the steps come."""
    sides: dict[tuple[int, str, int], dict[str, Occurrence]] = {}
    for one in occurrences:
        sides.setdefault((one.household_id, one.step_key, one.ordinal), {})[one.side] = one
    return [
        Voices(
            step_key=key,
            family=found.get(Side.FAMILY),
            group=found.get(Side.GROUP),
            from_family=_replies(found.get(Side.FAMILY), replies),
            from_group=_replies(found.get(Side.GROUP), replies),
        )
        for (_, key, _), found in sides.items()
    ]


def _replies(
    one: Occurrence | None, replies: Mapping[int, Sequence[OccurrenceReply]]
) -> Sequence[OccurrenceReply]:
    return replies.get(one.id, ()) if one is not None else ()


def _tones(found: Sequence[OccurrenceReply]) -> set[str]:
    return {TONES[one.answer] for one in found if one.answer in TONES}
