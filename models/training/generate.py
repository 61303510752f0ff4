"""Examples to learn from: every seed once as it is, then as many variations as are asked for.

    python -m models.training.generate --examples 60000 --out FOLDER

writes ``train.jsonl`` and, made of seeds that are in no training example, ``held.jsonl``: one
object per line with ``prompt``, ``answer`` and ``heading``. The same seeds, slots and ``--seed``
give the same bytes. How an example is varied is in ``variation.py``; what is left out because it
comes too near to an evaluation set is listed, as digests only, in ``held_out.txt``.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from models.training.seeds import Seed, is_copied, read_seeds
from models.training.slots import SlotValues
from models.training.variation import Example, Variation

HELD_OUT = Path(__file__).parent / "held_out.txt"

DEFAULT_EXAMPLES = 90_000
DEFAULT_SEED = 20_260
HELD_EXAMPLES = 1_500
_HELD_SHARE = 0.03
_NO_ACTION_SHARE = 0.3
_MAX_MISSES = 200_000


def digest(utterance: str) -> str:
    """What stands for an utterance in ``held_out.txt``."""
    return hashlib.sha256(utterance.encode()).hexdigest()[:16]


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - repeatable on purpose, no secret depends on it


def read_held_out(file: Path = HELD_OUT) -> frozenset[str]:
    return frozenset(file.read_text(encoding="utf-8").split()) if file.exists() else frozenset()


def usable_seeds(slots: SlotValues) -> tuple[Seed, ...]:
    """Seeds whose slots have values and whose copied words stand in the utterance."""
    return tuple(
        seed
        for seed in read_seeds()
        if slots.names.issuperset(seed.slots) and is_copied(seed.words, seed.answer)
    )


def split(seeds: tuple[Seed, ...]) -> tuple[tuple[Seed, ...], tuple[Seed, ...]]:
    """Seeds to teach with and seeds to examine with, by the digest of their words."""
    limit = int(_HELD_SHARE * 16**8)
    examined = {s.words for s in seeds if int(digest(" ".join(s.words))[:8], 16) < limit}
    return (
        tuple(seed for seed in seeds if seed.words not in examined),
        tuple(seed for seed in seeds if seed.words in examined),
    )


def examples(
    seeds: tuple[Seed, ...],
    slots: SlotValues,
    source: random.Random,
    held_out: frozenset[str] = frozenset(),
) -> Iterator[Example]:
    """Distinct examples without end, the seeds themselves first."""
    variation = Variation(seeds, slots, source)
    known: set[str] = set()
    misses = 0
    for example in variation.run(_NO_ACTION_SHARE):
        if example is None or example.prompt in known or digest(example.utterance) in held_out:
            misses += 1
            if misses > _MAX_MISSES:
                return
            continue
        misses = 0
        known.add(example.prompt)
        yield example


def make(count: int, seed: int, held: int = HELD_EXAMPLES) -> tuple[list[Example], list[Example]]:
    """Training examples and examination examples."""
    slots = SlotValues()
    taught, examined = split(usable_seeds(slots))
    held_out = read_held_out()
    train = list(islice(examples(taught, slots, dice(seed), held_out), count))
    taught_prompts = {example.prompt for example in train}
    others = examples(examined, slots, dice(seed + 1), held_out)
    return train, list(islice((o for o in others if o.prompt not in taught_prompts), held))


def write(file: Path, rows: list[Example]) -> str:
    """Write one example per line; the digest of the file."""
    lines = [
        json.dumps({"prompt": row.prompt, "answer": row.answer, "heading": row.heading})
        for row in rows
    ]
    data = ("\n".join(lines) + "\n").encode()
    file.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description="Write examples to teach and to examine with.")
    parser.add_argument("--examples", type=int, default=DEFAULT_EXAMPLES)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    train, held = make(options.examples, options.seed)
    for name, rows in (("train.jsonl", train), ("held.jsonl", held)):
        print(f"{name}: {len(rows)} examples, sha256 {write(options.out / name, rows)}")  # noqa: T201


if __name__ == "__main__":
    main()
