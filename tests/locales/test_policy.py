"""The table decides what may be sent; nothing is ever half in one language."""

from pathlib import Path

import pytest

from locales import policy
from locales.catalogue import Catalogues
from locales.policy import Kind, State, Verdict
from locales.text import text
from tests.locales.conftest import WriteCatalogue

HELLO = text("Hello.")


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", State)
def test_every_kind_in_every_state_has_a_verdict(kind: Kind, state: State) -> None:
    verdict = policy.decide(kind, state)
    if state is State.CONFIRMED:
        assert verdict is Verdict.SEND
    if state in (State.FUZZY, State.MISSING):
        assert verdict is Verdict.FALLBACK, "never sent as if it were current"


def test_drafts_go_out_by_what_they_are_for() -> None:
    drafted = {kind: policy.decide(kind, State.DRAFTED) for kind in Kind}
    assert drafted == {
        Kind.EMERGENCY: Verdict.COPIED,
        Kind.CONSENT: Verdict.ASK_STAFF,
        Kind.LEGAL: Verdict.ASK_STAFF,
        Kind.ORDINARY: Verdict.SEND,
        Kind.ANSWER: Verdict.MARKED,
        Kind.STEP: Verdict.MARKED,
        Kind.TEMPLATE: Verdict.SEND,
    }


@pytest.mark.parametrize("kind", [Kind.CONSENT, Kind.LEGAL])
def test_a_setting_lets_drafted_consent_out_but_nothing_fuzzy(kind: Kind) -> None:
    assert policy.decide(kind, State.DRAFTED, drafted_counts=True) is Verdict.SEND
    assert policy.decide(kind, State.FUZZY, drafted_counts=True) is Verdict.FALLBACK


@pytest.mark.parametrize(
    ("kind", "states", "readable", "verdict", "language"),
    [
        (Kind.ANSWER, {"ti": State.DRAFTED}, ["ti"], Verdict.MARKED, "ti"),
        (Kind.ANSWER, {"ti": State.FUZZY, "ar": State.DRAFTED}, ["ti", "ar"], Verdict.MARKED, "ar"),
        (Kind.STEP, {"ti": State.FUZZY}, ["ti"], Verdict.ASK_STAFF, None),
        (Kind.STEP, {"ti": State.FUZZY, "sw": State.DRAFTED}, ["ti", "sw"], Verdict.MARKED, "sw"),
        (Kind.ORDINARY, {}, ["ti", "ar"], Verdict.SEND, "en"),
        (Kind.CONSENT, {"ti": State.DRAFTED, "nl": State.CONFIRMED}, ["ti", "nl"], Verdict.SEND,
         "nl"),
        (Kind.CONSENT, {"ti": State.DRAFTED}, ["ti"], Verdict.ASK_STAFF, None),
        (Kind.CONSENT, {"ti": State.FUZZY}, ["ti"], Verdict.ASK_STAFF, None),
        (Kind.CONSENT, {"ti": State.FUZZY}, ["ti", "en"], Verdict.SEND, "en"),
    ],
)  # fmt: skip
def test_the_first_language_that_may_be_read_is_taken_whole(
    kind: Kind, states: dict[str, State], readable: list[str], verdict: Verdict, language: str
) -> None:
    known = {"en": State.CONFIRMED, **states}
    found = policy.choose(kind, readable, lambda code: known.get(code, State.MISSING))
    assert (found.verdict, found.language) == (verdict, language)


@pytest.mark.parametrize(
    ("before", "state"),
    [
        ("", State.CONFIRMED),
        ("# machine-drafted\n", State.DRAFTED),
        ("# machine-drafted\n#, fuzzy\n", State.FUZZY),
    ],
)
def test_the_catalogues_know_the_state_of_each_text(
    before: str, state: State, tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    write_catalogue("fa", "messages", f'{before}msgid "Hello."\nmsgstr "سلام."\n')
    write_catalogue("fa", "faq", f'{before}msgctxt "bank/short"\nmsgid "Ask."\nmsgstr "بپرسید."\n')
    for said in (Catalogues.open(tmp_path), Catalogues.open(tmp_path)):  # parsed, then compiled
        for language in ("fa", "fa_AF"):
            assert said.state(HELLO, language) is state
            assert said.state_faq("bank", "short", language) is state
        assert said.state(HELLO, "ti") is State.MISSING
        assert said.state_faq("bank", "details", "fa") is State.MISSING
        assert said.state(HELLO, "en") is State.CONFIRMED
