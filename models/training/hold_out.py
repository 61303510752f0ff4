"""Keep an evaluation set out of the teaching material.

    python -m models.training.hold_out [EVAL.jsonl ...]

reads the utterances of our own evaluation sets and of those named, never what is expected of
them, and adds to ``held_out.txt`` the digest of every generated utterance that comes too near to
one of them; generation then leaves those out, seeds as they are written included. Nothing of an
evaluation set is written or shown.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from models.text import normalise
from models.training.generate import (
    DEFAULT_EXAMPLES,
    DEFAULT_SEED,
    HELD_OUT,
    digest,
    make,
    read_held_out,
)

OWN = tuple(
    Path(__file__).parents[1] / "evaluation" / name
    for name in (
        "drivers.jsonl",
        "no_wish.txt",
        "not_fitted.jsonl",
        "care.jsonl",
        "rewordings.jsonl",
    )
)
TOO_NEAR = 0.9
_BLOCK = 4_000


def utterances(evaluation: Path) -> tuple[str, ...]:
    """What is said in an evaluation set (rows as JSON, or plain lines), in the one spelling."""
    lines = evaluation.read_text(encoding="utf-8").splitlines()
    said = _said_in_rows(lines) if evaluation.suffix == ".jsonl" else _said_in_lines(lines)
    return tuple(sorted({normalise(text).text for text in said} - {""}))


def _said_in_rows(lines: list[str]) -> Iterator[str]:
    for line in lines:
        row = json.loads(line) if line.strip() else {}
        for turn in row.get("turns", [row]):
            yield str(turn.get("utterance") or "")


def _said_in_lines(lines: list[str]) -> Iterator[str]:
    return (line for line in lines if not line.startswith("#"))


def too_near(said: Iterable[str], kept_out: tuple[str, ...]) -> set[str]:
    """Those of ``said`` that are, but for a few letters, one of ``kept_out``."""
    known = sorted(set(said))
    near: set[str] = set()
    for start in range(0, len(known), _BLOCK):
        block = known[start : start + _BLOCK]
        scores = cdist(
            block,
            kept_out,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=TOO_NEAR,
            dtype=np.float32,
        )
        near.update(block[row] for row in np.flatnonzero((scores > TOO_NEAR).any(axis=1)))
    return near


def hold_out(kept_out: tuple[str, ...], count: int, seed: int) -> int:
    """Add digests until generation comes near to none; how many were added."""
    added = 0
    while True:
        train, held = make(count, seed)
        near = too_near((example.utterance for example in train + held), kept_out)
        if not near:
            return added
        known = read_held_out() | {digest(utterance) for utterance in near}
        HELD_OUT.write_text("\n".join(sorted(known)) + "\n", encoding="utf-8")
        added += len(near)


def main() -> None:
    parser = argparse.ArgumentParser(description="Keep an evaluation set out of the examples.")
    parser.add_argument("evaluation", type=Path, nargs="*")
    parser.add_argument("--examples", type=int, default=DEFAULT_EXAMPLES)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    options = parser.parse_args()
    kept_out = tuple(chain.from_iterable(map(utterances, (*OWN, *options.evaluation))))
    print(f"{hold_out(kept_out, options.examples, options.seed)} digests added")  # noqa: T201


if __name__ == "__main__":
    main()
