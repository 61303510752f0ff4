"""Keep an evaluation set out of the teaching material.

    python -m models.training.hold_out EVAL.jsonl

reads the utterances of an evaluation set, never what is expected of them, and adds to
``held_out.txt`` the digest of every generated utterance that comes too near to one of them;
generation then leaves those out. Seeds that are too near themselves are listed by file and line,
to be taken out by hand. Nothing of the evaluation set is written or shown.
"""

import argparse
import json
from collections.abc import Iterable
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
from models.training.seeds import read_seeds

TOO_NEAR = 0.9
_BLOCK = 4_000


def utterances(evaluation: Path) -> tuple[str, ...]:
    """What is said in an evaluation set, in the one spelling."""
    found: set[str] = set()
    for line in evaluation.read_text(encoding="utf-8").splitlines():
        row = json.loads(line) if line.strip() else {}
        for turn in row.get("turns", [row]):
            found.add(normalise(str(turn.get("utterance") or "")).text)
    return tuple(sorted(found - {""}))


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


def near_seeds(kept_out: tuple[str, ...]) -> list[str]:
    """File and line of seeds that hold an utterance of the evaluation set."""
    said = {seed.place: " ".join(seed.words) for seed in read_seeds()}
    near = too_near(said.values(), kept_out)
    return [place for place, utterance in said.items() if utterance in near]


def main() -> None:
    parser = argparse.ArgumentParser(description="Keep an evaluation set out of the examples.")
    parser.add_argument("evaluation", type=Path)
    parser.add_argument("--examples", type=int, default=DEFAULT_EXAMPLES)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    options = parser.parse_args()
    kept_out = utterances(options.evaluation)
    for place in near_seeds(kept_out):
        print(f"too near: {place}")  # noqa: T201
    print(f"{hold_out(kept_out, options.examples, options.seed)} digests added")  # noqa: T201


if __name__ == "__main__":
    main()
