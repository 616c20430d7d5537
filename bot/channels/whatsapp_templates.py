"""Which templates Twilio knows, by the names we give them: onthaal_<key>_<language>."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels import whatsapp_content
from bot.channels.whatsapp_send import ContentStore

#: The names under which templates are made in Twilio's console; "-" in a key is written "_".
NAME = re.compile(r"onthaal_(?P<key>[a-z0-9_]+?)_(?P<language>[a-z]{2}(?:_[A-Z]{2})?)")
#: The most Contents looked at.
MOST = 5000
#: Meta's own codes for our languages, where they differ.
CODES: Mapping[str, str] = {"fa_AF": "prs_AF", "ps": "ps_AF"}
#: Languages that Meta's list does not have: their templates are submitted as English.
NOT_LISTED = frozenset({"ti", "so", "ku", "am"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A template as Twilio has it."""

    key: str
    #: our code
    language: str
    content_sid: str
    #: Twilio's own word for the state of approval
    state: str
    #: why it was rejected, in Meta's words
    reason: str
    body: str
    buttons: tuple[str, ...]


def name(key: str, language: str) -> str:
    """What a template is called at Twilio."""
    return f"onthaal_{key.replace('-', '_')}_{language}"


def code(language: str) -> str:
    """The code of a language at Meta."""
    return "en" if language in NOT_LISTED else CODES.get(language, language)


async def learn(client: Any, contents: ContentStore) -> Sequence[Known]:
    """Save the ids and states of approval of our templates. Errors of the library pass.

    Of several with one name the approved one counts, and of those the newest.
    """
    listed = await client.content.v1.content_and_approvals.list_async(limit=MOST)
    best: dict[tuple[str, str], tuple[bool, str, Known]] = {}
    for record in listed:
        known = _known(record)
        if known is None:
            continue
        rank = (known.state == "approved", str(record.date_created or ""))
        kept = best.get((known.key, known.language))
        if kept is None or rank >= kept[:2]:
            best[known.key, known.language] = (*rank, known)
    found = [known for _, _, known in best.values()]
    for known in found:
        hashed = whatsapp_content.template_hash(known.key)
        await contents.save(hashed, known.language, known.content_sid, known.state[:20])
    return found


def _known(record: Any) -> Known | None:
    found = NAME.fullmatch(str(record.friendly_name or ""))
    if found is None or not record.sid:
        return None
    approval = record.approval_requests or {}
    types = [one for one in (record.types or {}).values() if isinstance(one, dict)]
    shown: Mapping[str, Any] = types[0] if types else {}
    return Known(
        key=found["key"].replace("_", "-"),
        language=found["language"],
        content_sid=str(record.sid),
        state=str(approval.get("status") or "unsubmitted"),
        reason=str(approval.get("rejection_reason") or ""),
        body=str(shown.get("body") or ""),
        buttons=tuple(str(one.get("title") or "") for one in shown.get("actions") or ()),
    )
