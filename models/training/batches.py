"""Examples as token ids, in batches of nearly equal length.

Two cores spend as much on a padding token as on a real one, so each batch holds examples of
about one length; which batch comes when is a matter of chance, the same for the same seed.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from models.training.tokens import WordTokens

_WINDOW = 24
"""Batches that are sorted by length together."""
_STEP = 4
"""Lengths are padded to multiples of this: fewer shapes, fewer compilations."""


@dataclass(frozen=True, slots=True)
class Encoded:
    prompt: tuple[int, ...]
    answer: tuple[int, ...]

    @property
    def length(self) -> int:
        return len(self.prompt) + len(self.answer)


@dataclass(frozen=True, slots=True)
class Batch:
    ids: torch.Tensor
    """Padded on the right; attention is causal, so nothing looks at the padding."""
    rows: torch.Tensor
    places: torch.Tensor
    """With ``rows``: the positions before each token of an answer."""
    wanted: torch.Tensor
    tokens: int


def read(file: Path, tokens: WordTokens) -> list[Encoded]:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [
        Encoded(tuple(tokens.prompt(row["prompt"])), tuple(tokens.answer(row["answer"])))
        for row in rows
    ]


def shuffled(examples: Sequence[Encoded], size: int, seed: int) -> list[list[Encoded]]:
    """All examples once, in batches of ``size``."""
    dice = random.Random(seed)  # noqa: S311 - no secret depends on the order of batches
    order = dice.sample(list(examples), len(examples))
    batches: list[list[Encoded]] = []
    for start in range(0, len(order), size * _WINDOW):
        window = sorted(order[start : start + size * _WINDOW], key=lambda one: one.length)
        batches.extend(window[at : at + size] for at in range(0, len(window), size))
    dice.shuffle(batches)
    return batches


def pack(examples: Sequence[Encoded]) -> Batch:
    longest = max(example.length for example in examples)
    ids = torch.zeros(len(examples), -(-longest // _STEP) * _STEP, dtype=torch.long)
    rows: list[int] = []
    places: list[int] = []
    wanted: list[int] = []
    for row, example in enumerate(examples):
        ids[row, : example.length] = torch.tensor(example.prompt + example.answer)
        rows.extend([row] * len(example.answer))
        start = len(example.prompt) - 1
        places.extend(range(start, start + len(example.answer)))
        wanted.extend(example.answer)
    total = sum(example.length for example in examples)
    return Batch(ids, torch.tensor(rows), torch.tensor(places), torch.tensor(wanted), total)
