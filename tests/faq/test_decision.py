"""From scores to a decision, and how the calibration is learnt."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from faq import calibrating, decision, engine
from faq.decision import Calibration, Decision
from faq.ranker import Scores
from faq.understanding import Look

CLASSES = ("dentist", "none", "school")


def scores(*likely: float, near: float = 0.8) -> Scores:
    row = np.array([likely], np.float32)
    return Scores(likely=row, near=np.full_like(row, near), alike=np.full_like(row, 0.4))


def test_the_features_describe_entries_and_leave_none_apart() -> None:
    found = decision.features(scores(0.3, 0.6, 0.1), 0, CLASSES, "nl")

    assert len(found) == decision.FEATURES
    assert found[0] == pytest.approx(np.log(0.3 / 0.7), abs=1e-4)
    assert found[2] == pytest.approx(np.log(0.6 / 0.4), abs=1e-4)
    assert found[5] == pytest.approx(0.4, abs=1e-5)
    assert found[6:].tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(("language", "group"), [("fr", 0), ("ar", 1), (None, 1), ("ku", 2)])
def test_each_language_has_its_group(language: str | None, group: int) -> None:
    found = decision.features(scores(0.5, 0.2, 0.3), 0, CLASSES, language)

    assert found[6:].tolist() == [float(n == group) for n in range(3)]


@pytest.mark.parametrize(
    ("likely", "decided"),
    [
        ((0.97, 0.01, 0.02), Decision.ANSWER),
        ((0.45, 0.1, 0.45), Decision.CHOOSE),
        ((0.05, 0.93, 0.02), Decision.UNSURE),
    ],
)
def test_a_plain_calibration_decides_carefully(
    likely: tuple[float, ...], decided: Decision
) -> None:
    found = decision.features(scores(*likely), 0, CLASSES, "en")

    assert decision.decide(decision.PLAIN, found)[0] is decided


def danger(likely: float) -> np.ndarray:
    risk = Scores(
        likely=np.array([[likely, 1 - likely]], np.float32),
        near=np.array([[0.2 + likely / 2, 0.5]], np.float32),
        alike=np.array([[likely / 2, 0.3]], np.float32),
    )
    classes = (("fire", "none"), CLASSES)
    harmless = np.array([1 - likely])
    alarm = np.array([[8 * likely - 4, 4 * likely - 2]], np.float32)
    return decision.dangers(risk, scores(0.4, 0.3, 0.3), harmless, alarm, classes, named=False)


class Table:
    """An engine whose rankings are written by a test: sure ones are right, others are not."""

    def looks(self, text: str) -> Look:
        likely = (0.96, 0.01, 0.03) if "sure" in text else (0.4, 0.3, 0.3)
        return Look(
            ranking=decision.features(scores(*likely), 0, CLASSES, "en"),
            danger=danger(0.9 if "danger" in text else 0.05),
            entry_ids=("dentist", "school"),
            named="named" in text,
        )


def rows() -> list[dict[str, Any]]:
    right = {"kind": "faq", "lang": "en", "expect": ["dentist"]}
    wrong = {"kind": "faq", "lang": "en", "expect": ["bank"]}
    beside = {"kind": "oos", "lang": "en", "type": "near"}
    fire = {"kind": "sensitive", "lang": "en", "intent": "fire", "text": "danger"}
    return (
        [fire] * 20
        + [right | {"text": "sure"}] * 40
        + [wrong | {"text": "vague"}] * 20
        + [beside | {"text": "vague"}] * 20
    )


def test_calibration_learns_what_sure_looks_like() -> None:
    found = calibrating.calibrate(rows(), Table(), frozenset())

    sure = decision.features(scores(0.96, 0.01, 0.03), 0, CLASSES, "en")
    vague = decision.features(scores(0.4, 0.3, 0.3), 0, CLASSES, "en")
    assert decision.chance(found.first, sure) > 0.8
    assert decision.chance(found.first, vague) < 0.3
    assert decision.decide(found, sure)[0] is Decision.ANSWER
    assert decision.decide(found, vague)[0] is not Decision.ANSWER
    assert decision.chance(found.danger, danger(0.9)) > found.danger_from
    assert decision.chance(found.danger, danger(0.05)) < found.danger_from


def test_the_thresholds_of_danger_let_almost_none_pass_and_words_have_their_own() -> None:
    fire = {"kind": "sensitive", "lang": "en", "intent": "fire"}
    calm = {"kind": "oos", "lang": "en", "type": "near", "text": "vague"}
    clear, faint = fire | {"text": "danger"}, fire | {"text": "vague"}

    def learnt(dangers: list[dict[str, Any]]) -> Calibration:
        return calibrating.calibrate([*rows(), *dangers, *[calm] * 60], Table(), frozenset())

    sure = learnt([clear] * 40)
    careful = learnt([clear] * 40 + [faint] * 10)
    by_words = learnt([clear] * 40 + [faint | {"text": "vague, but named"}] * 10)

    assert careful.danger_from < sure.danger_from
    assert by_words.danger_from > careful.danger_from
    assert by_words.named_from < by_words.danger_from
    assert all(one.doubt_from <= one.danger_from for one in (sure, careful, by_words))


@pytest.mark.parametrize(
    ("likely", "named", "plain", "perhaps"),
    [
        (0.6, False, True, True),
        (0.4, False, False, True),
        (0.4, True, True, True),
        (0.1, True, False, True),
        (0.1, False, False, False),
    ],
)
def test_between_two_thresholds_a_danger_is_in_doubt_and_words_leave_it_never_ruled_out(
    likely: float, named: bool, plain: bool, perhaps: bool
) -> None:
    made = replace(decision.PLAIN, danger_from=0.5, named_from=0.2, doubt_from=0.3)

    assert decision.threatens(made, likely, named=named) is plain
    assert decision.may_threaten(made, likely, named=named) is perhaps


def test_the_calibration_that_ships_fits_the_features() -> None:
    found = decision.load(engine.HERE / decision.FILE)

    assert (len(found.first), len(found.three)) == (decision.FEATURES, decision.FEATURES)
    assert len(found.danger) == len(decision.PLAIN.danger) == decision.DANGERS


def test_a_calibration_comes_back_from_its_file(tmp_path: Path) -> None:
    made = Calibration(
        first=(0.5,) * decision.FEATURES,
        three=(0.25,) * decision.FEATURES,
        danger=(0.125,) * decision.DANGERS,
        answer_from=0.7,
        choose_from=0.4,
        danger_from=0.3,
        named_from=0.2,
        doubt_from=0.1,
    )
    decision.save(made, tmp_path / decision.FILE)

    assert decision.load(tmp_path / decision.FILE) == made
    assert decision.load(tmp_path / "none.json") is decision.PLAIN
