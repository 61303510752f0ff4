"""How sure the model is, and how often it is right then: the table behind ``UNSURE_BELOW``.

    python -m models.training.generate --out DATA     # with the "train" extra installed
    python -m benchmarks.understanding --data DATA

Runs the model alone, under the assistant's own grammar, on the held examples: variations of
seeds that are in no training example. Prints exact answers, how often it acts where nothing
should be done, and both by confidence.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from assistant.skills import SKILLS
from assistant.understanding.grammar import PlanGrammar
from models import active_language_model

_EDGES = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97, 1.01)
_NO_ACTION = frozenset({"talk", "question"})


@dataclass(frozen=True, slots=True)
class Answer:
    confidence: float
    is_exact: bool
    acts: bool
    should_act: bool


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
            )
        )
    model.close()
    return answers


def _share(some: list[Answer], of: list[Answer]) -> str:
    return f"{len(some)}/{len(of)} = {len(some) / len(of):.3f}" if of else "-"


def _print_table(answers: list[Answer]) -> None:
    idle = [a for a in answers if not a.should_act]
    print(f"exact {_share([a for a in answers if a.is_exact], answers)}")
    print(f"acts where nothing should be done {_share([a for a in idle if a.acts], idle)}")
    print("confidence    n   exact   acts where it should not")
    for low, high in pairwise(_EDGES):
        here = [a for a in answers if low <= a.confidence < high]
        right = sum(a.is_exact for a in here) / len(here) if here else 0.0
        stray = sum(a.acts and not a.should_act for a in here)
        print(f"{low:.2f}-{high:.2f} {len(here):5d}   {right:.2f}    {stray}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    _print_table(_answers(parser.parse_args().data / "held.jsonl"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
