"""Is what was told found again by its meaning, and how long does that take?

    python -m benchmarks.recall [--wrong] [--memories N]

One driver's 67 memories and 201 questions for them, which were used while recall was made, and 42
of an examination, which were written when it was finished. Right is the right memory first. Beside
it the same by words alone. Then the time of one recall, and of making the index, for 1,000 memories
in a real vault.
"""

import argparse
import tempfile
import tomllib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from benchmarks.statements import preference
from models import Embedder, load_embedder
from models.evaluation.figures import Share
from personalization import Vault
from personalization.recall import Index, Memory, index, search

_CASES = Path(__file__).parent / "personalization_cases" / "recall.toml"
_KEY = bytes(32)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="print the questions it got wrong")
    parser.add_argument("--memories", type=int, nargs="*", default=[1000])
    options = parser.parse_args(arguments)
    began_s = perf_counter()
    embedder = load_embedder()
    print(f"embedder loaded in {perf_counter() - began_s:.2f} s")
    with _CASES.open("rb") as file:
        cases = tomllib.load(file)
    memories = [Memory.of(preference(row["is"])) for row in cases["memories"]]
    made = _indexed(memories, embedder)
    sets = _questions(cases, memories)
    for name, its_index in (("meaning", made), ("words alone", None)):
        print(f"by {name}:")
        for what, asked in sets.items():
            wrong = [a for a in asked if not _is_first(*a, memories, its_index)]
            right = Share(len(asked) - len(wrong), len(asked))
            print(f"  {what}: right first {right.count} of {right.of} ({right.value:.3f})")
            if options.wrong and its_index is not None:
                for question, memory in wrong:
                    got = search(question, memories, its_index, 1)
                    print(f"    {question!r}: {memory.text} but {[one.text for one in got]}")
        answered = [q for q in cases["unknown"] if search(q, memories, its_index, 1)]
        print(f"  never told: {len(answered)} of {len(cases['unknown'])} answered all the same")
        if options.wrong:
            print(f"    {answered}")
    for number in options.memories:
        _time(number, [row["asked"][0] for row in cases["memories"]], embedder)
    return 0


def _questions(
    cases: dict[str, Any], memories: Sequence[Memory]
) -> dict[str, list[tuple[str, Memory]]]:
    of = {row["is"]: one for row, one in zip(cases["memories"], memories, strict=True)}
    used = [(asked, of[row["is"]]) for row in cases["memories"] for asked in row["asked"]]
    last = [(row["asked"], of[row["is"]]) for row in cases["examination"]]
    return {"used": used, "examination": last}


def _is_first(
    question: str, memory: Memory, memories: Sequence[Memory], its_index: Index | None
) -> bool:
    return search(question, memories, its_index, 1) == (memory,)


def _indexed(memories: Sequence[Memory], embedder: Embedder) -> Index | None:
    with tempfile.TemporaryDirectory() as home, closing(Vault(Path(home) / "v.db", _KEY)) as vault:
        return index(memories, vault, embedder)


def _time(number: int, questions: Sequence[str], embedder: Embedder) -> None:
    memories = [Memory(str(n), f"Your cousin number {n} is Vera the {n}th.") for n in range(number)]
    with tempfile.TemporaryDirectory() as home, closing(Vault(Path(home) / "v.db", _KEY)) as vault:
        began_s = perf_counter()
        index(memories, vault, embedder)
        first_s = perf_counter() - began_s
        began_s = perf_counter()
        made = index(memories, vault, embedder)
        again_s = perf_counter() - began_s
    took_ms = []
    for question in questions:
        began_s = perf_counter()
        search(question, memories, made, 1)
        took_ms.append((perf_counter() - began_s) * 1e3)
    p95 = quantiles(took_ms, n=20)[-1]
    print(f"{number} memories: a recall {median(took_ms):.1f} ms, p95 {p95:.1f} ms; index")
    print(f"  {first_s:.1f} s the first time, {again_s:.1f} s from the vectors in the vault")


if __name__ == "__main__":
    raise SystemExit(main())
