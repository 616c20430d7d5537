"""A form that a browser sends twice is carried out once; the second time leads where the first did.

Pressed twice without scripts, or sent again by "reload": a form that makes or sends something
carries a value of its own, and what was carried out is remembered in the same transaction.
"""

import datetime as dt
import hashlib
import json

from bot.desk.forms import Form, Upload

#: The hidden field with the value of one rendered form.
FIELD = "once"
#: So long is a form remembered.
KEPT = dt.timedelta(days=1)


class Repeated(Exception):
    """This very form was carried out before."""

    def __init__(self, led_to: str) -> None:
        super().__init__(Repeated.__doc__)
        #: the page to which it led
        self.led_to = led_to


def told_by(session_id: int, path: str, form: Form, file: Upload | None) -> str | None:
    """What tells a form from every other one; None for one that may be sent again.

    All fields count: whoever goes back and writes something else sends something else.
    """
    if not form.get(FIELD):
        return None
    digest = hashlib.sha256(file.content).hexdigest() if file else ""
    name = file.name if file else ""
    return json.dumps([session_id, path, sorted(form.items()), name, digest])
