"""How sure the model is, and how often it is right then: where a card's calibration comes from.

    python -m models.training.generate --out DATA     # with the "train" extra installed
    python -m benchmarks.understanding --data DATA

Runs the model alone, under the assistant's own grammar, on the held examples: variations of
seeds that are in no training example. One half of them fits the two numbers of
``[model.calibration]``; the reliability table is of the other half.
"""

import argparse
import json
import sys
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np

from assistant.skills import SKILLS
from assistant.understanding.grammar import PlanGrammar
from models import active_language_model
from models.calibration import Calibration, logit

_EDGES = (0.0, 0.15, 0.33, 0.5, 0.67, 0.8, 0.9, 0.95, 1.01)
_NO_ACTION = frozenset({"care", "question", "talk"})
_STEPS = 25


@dataclass(frozen=True, slots=True)
class Answer:
    confidence: float
    is_exact: bool
    acts: bool
    should_act: bool
    fits: bool
    """Whether it belongs to the half that fits the calibration; one answer stays in one half."""


def _acts(grammar: PlanGrammar, answer: str) -> bool:
    return any(
        wish.skill.name.partition(".")[0] not in _NO_ACTION for wish in grammar.read(answer.split())
    )


def _answers(file: Path) -> list[Answer]:
    grammar = PlanGrammar(SKILLS)
    model = active_language_model()
    answers = []
    for row in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        said = row["prompt"].rpartition("| ")[2].split()
        proposal = model.propose(row["prompt"], grammar.for_utterance(said))
        given = " ".join(proposal.words)
        answers.append(
            Answer(
                proposal.confidence,
                given == row["answer"],
                _acts(grammar, given),
                _acts(grammar, row["answer"]),
                sha256(row["answer"].encode()).digest()[0] % 2 == 0,
            )
        )
    model.close()
    return answers


def fit(answers: list[Answer]) -> Calibration:
    """Logistic regression of being right on the logit of the confidence, by Newton's method."""
    x = np.array([[1.0, logit(answer.confidence)] for answer in answers])
    right = np.array([answer.is_exact for answer in answers], dtype=float)
    weights = np.array([0.0, 1.0])
    for _ in range(_STEPS):
        worth = 1 / (1 + np.exp(-x @ weights))
        curvature = (x.T * (worth * (1 - worth))) @ x
        weights += np.linalg.solve(curvature, x.T @ (right - worth))
    return Calibration(intercept=float(weights[0]), slope=float(weights[1]))


def calibrated(answers: list[Answer], by: Calibration) -> list[Answer]:
    return [replace(answer, confidence=by.probability(answer.confidence)) for answer in answers]


def _share(some: list[Answer], of: list[Answer]) -> str:
    return f"{len(some)}/{len(of)} = {len(some) / len(of):.3f}" if of else "-"


def _print_table(answers: list[Answer]) -> None:
    print("confidence    n   said  exact   acts where it should not")
    gap = 0.0
    for low, high in pairwise(_EDGES):
        here = [a for a in answers if low <= a.confidence < high]
        if not here:
            continue
        right = sum(a.is_exact for a in here) / len(here)
        said = sum(a.confidence for a in here) / len(here)
        gap += abs(right - said) * len(here) / len(answers)
        stray = sum(a.acts and not a.should_act for a in here)
        print(f"{low:.2f}-{min(high, 1):.2f} {len(here):5d}   {said:.2f}   {right:.2f}    {stray}")
    brier = sum((a.confidence - a.is_exact) ** 2 for a in answers) / len(answers)
    print(f"expected calibration error {gap:.3f}, Brier score {brier:.3f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    answers = _answers(parser.parse_args().data / "held.jsonl")
    idle = [a for a in answers if not a.should_act]
    print(f"exact {_share([a for a in answers if a.is_exact], answers)}")
    print(f"acts where nothing should be done {_share([a for a in idle if a.acts], idle)}")
    examined = [answer for answer in answers if not answer.fits]
    print("\nas the card in use has it, other half")
    _print_table(examined)
    more = fit([answer for answer in answers if answer.fits])
    print(f"\nafter logistic({more.intercept:.2f} + {more.slope:.2f} * logit), other half")
    _print_table(calibrated(examined, more))
    return 0


if __name__ == "__main__":
    sys.exit(main())
