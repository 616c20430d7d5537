"""No translation of the project reads like another language of ours."""

import pytest

from bot import tongues


@pytest.mark.parametrize("language", ["de", "so", "ti"])
def test_the_translations_are_in_their_language(language: str) -> None:
    assert list(tongues.strangers(language)) == []


def test_a_text_in_another_language_is_found() -> None:
    found = tongues.judge("Wir rufen Sie morgen an und sprechen mit Ihnen darüber.", (), {"nl"})
    assert found == "de"
    assert tongues.judge("Wij bellen je morgen en praten er met jou over.", (), {"nl"}) is None
    assert tongues.judge("Ja", (), {"nl"}) is None, "too short to tell"
