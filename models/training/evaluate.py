"""How many held answers come out word for word, on the engine that runs in the car.

    python -m models.training.evaluate --adapter ADAPTER.gguf --data FOLDER

examines on ``held.jsonl``, whose seeds are in no training example. The only grammar is a loose one:
words that any taught answer has, and words of the utterance; the assistant's own grammar is
stricter, so what it gets right is at least this.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles

from models import LanguageModel
from models.adapters.llama_cpp import LlamaCppLanguageModel
from models.training.base import installed_base
from models.training.seeds import spans


@dataclass(frozen=True, slots=True)
class KnownWords:
    """A grammar of one state: any word that answers have or that was said."""

    following: Mapping[str, int]

    @property
    def start(self) -> int:
        return 0

    def words(self, state: int, /) -> Mapping[str, int]:
        return self.following

    def may_end(self, state: int, /) -> bool:
        return state > 0

    def is_static(self, state: int, /) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Answered:
    """One held example and what the model made of it."""

    heading: str
    prompt: str
    wanted: str
    given: str
    confidence: float
    ms: float

    @property
    def is_exact(self) -> bool:
        return self.wanted == self.given


@dataclass(frozen=True, slots=True)
class Figures:
    examples: int
    exact: float
    ms_p50: float
    ms_p95: float
    by_family: dict[str, tuple[int, int]]
    """Exact answers and examples of each family."""


def read_rows(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def examine(model: LanguageModel, rows: list[dict[str, str]], known: set[str]) -> list[Answered]:
    """Every row's answer, in order."""
    answered: list[Answered] = []
    for row in rows:
        words = sorted(known | set(row["prompt"].rpartition("| ")[2].split()))
        proposal = model.propose(row["prompt"], KnownWords(dict.fromkeys(words, 1)))
        given = " ".join(proposal.words)
        answered.append(
            Answered(
                row["heading"],
                row["prompt"],
                row["answer"],
                given,
                proposal.confidence,
                proposal.ms,
            )
        )
    return answered


def figures(answered: list[Answered]) -> Figures:
    families: dict[str, list[bool]] = defaultdict(list)
    for one in answered:
        families[one.heading.partition(".")[0]].append(one.is_exact)
    times = quantiles([one.ms for one in answered], n=20)
    return Figures(
        examples=len(answered),
        exact=sum(one.is_exact for one in answered) / len(answered),
        ms_p50=times[9],
        ms_p95=times[18],
        by_family={name: (sum(right), len(right)) for name, right in sorted(families.items())},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Examine an adapter on held examples.")
    parser.add_argument("--base", type=Path, help="GGUF file; else the installed one")
    parser.add_argument("--adapter", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--show", type=int, default=0, help="print so many wrong answers")
    options = parser.parse_args()
    base = options.base or installed_base()
    taught = read_rows(options.data / "train.jsonl")
    known = set[str]().union(*(_notation(row["answer"]) for row in taught))
    model = LlamaCppLanguageModel(base, options.adapter, threads=options.threads)
    answered = examine(model, read_rows(options.data / "held.jsonl"), known)
    model.close()
    for one in [one for one in answered if not one.is_exact][: options.show]:
        print(f"{one.prompt} => {one.wanted} # {one.given}")  # noqa: T201
    print(json.dumps(asdict(figures(answered)), indent=1))  # noqa: T201


def _notation(answer: str) -> set[str]:
    """The words of an answer that are not copied."""
    words = tuple(answer.split())
    return set(words).difference(*spans(words))


if __name__ == "__main__":
    main()
