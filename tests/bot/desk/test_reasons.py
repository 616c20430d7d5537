"""Every reason for which something on its way to a person is withdrawn is said in words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from db.models import NoticeReason
from handlers.appointment_steps import Why

ROOT = Path(__file__).parents[3]
#: Only of copies for staff's topics, which no page shows.
HIDDEN = {"topic_lost"}
#: Where reasons stand as members.
KINDS = (NoticeReason, Why)


def _written(tree: ast.Module) -> Iterator[str]:
    """The reasons of `deliveries.cancel`, of moves to CANCELLED, and of the gate."""
    known = {
        one.targets[0].id: one.value.value
        for one in tree.body
        if isinstance(one, ast.Assign)
        and isinstance(one.targets[0], ast.Name)
        and isinstance(one.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and "deliveries." in ast.unparse(node.func):
            is_cancel = ast.unparse(node.func) == "deliveries.cancel"
            if is_cancel or "DeliveryState.CANCELLED" in map(ast.unparse, node.args):
                yield from (
                    _value(one.value, known) for one in node.keywords if one.arg == "reason"
                )
        elif isinstance(node, ast.Tuple) and _is_cancelled(node):
            yield _value(node.elts[1], known)


def _is_cancelled(node: ast.Tuple) -> bool:
    return bool(node.elts) and ast.unparse(node.elts[0]) == "DeliveryState.CANCELLED"


def _value(node: ast.expr, known: dict[str, object]) -> str:
    if isinstance(node, ast.Attribute):
        return next(str(one[node.attr]) for one in KINDS if node.attr in one.__members__)
    return str(known[node.id] if isinstance(node, ast.Name) else ast.literal_eval(node))


def test_every_reason_of_a_withdrawn_delivery_has_words() -> None:
    found = {
        one
        for path in (ROOT / "handlers").glob("*.py")
        for one in _written(ast.parse(path.read_text()))
    }
    assert {"changed", "detached", "later", "left_exchange", "no_consent", "taken_over"} <= found
    said = (ROOT / "bot/desk/templates/words.html").read_text()
    cancelled = said.partition("one.state == 'cancelled'")[2].partition("endmacro")[0]
    assert not {one for one in found - HIDDEN if f"one.reason == '{one}'" not in cancelled}
