"""Which templates Twilio knows, by the names we give them: onthaal_<key>_<language>."""

import re
from typing import Any

from bot.channels import whatsapp_content
from bot.channels.whatsapp_send import ContentStore

#: The names under which templates are made in Twilio's console; "-" in a key is written "_".
NAME = re.compile(r"onthaal_(?P<key>[a-z_]+?)_(?P<language>[a-z]{2}(?:_[A-Z]{2})?)")
#: The most Contents looked at.
MOST = 1000


async def learn(client: Any, contents: ContentStore) -> int:
    """Save the ids and states of approval of our templates; how many there are.

    The sentence of each stands with its key in docs/whatsapp.md. Errors of the library pass.
    """
    count = 0
    for record in await client.content.v1.content_and_approvals.list_async(limit=MOST):
        found = NAME.fullmatch(str(record.friendly_name or ""))
        if found is None or not record.sid:
            continue
        state = str((record.approval_requests or {}).get("status") or "unsubmitted")
        key = found["key"].replace("_", "-")
        await contents.save(
            whatsapp_content.template_hash(key), found["language"], record.sid, state[:20]
        )
        count += 1
    return count
