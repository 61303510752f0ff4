"""The stand-ins keep the promise of the port: what they answer is legal for what was said."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant import Mode, open_cabin
from assistant.config import Config
from assistant.messages import Transcript
from assistant.skills import SKILLS
from assistant.understanding.grammar import PlanGrammar
from benchmarks.peers import EXAMPLES, Nearest, Vectors, instructions
from models import Cancel, CancelledError, EngineError, StoreError
from models.adapters.scripted import is_legal

GRAMMAR = PlanGrammar(SKILLS)
TEACHING = (
    ("fan to 60", "fan 60"),
    ("call anna", "call anna"),
    ("honk", "horn"),
    ("temperature up", "temp up"),
)


def letters(texts: Sequence[str]) -> Vectors:
    """Texts are alike that have the same letters."""
    counts = [[text.count(letter) for letter in "abcdefghijklmnopqrstuvwxyz "] for text in texts]
    vectors = np.asarray(counts, dtype=np.float32)
    scaled: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = ({"prompt": said, "answer": answer, "heading": "x"} for said, answer in TEACHING)
    (tmp_path / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("set the fan to 60", "fan 60"),
        ("call anna now", "call anna"),
        ("honk the horn", "horn"),
        # "call anna" is the nearest, but nobody said her name.
        ("call a nan", "fan 60"),
    ],
)
def test_the_nearest_answer_that_is_legal_is_given(data: Path, said: str, answer: str) -> None:
    grammar = GRAMMAR.for_utterance(said.split())
    proposal = Nearest(data, letters).propose(said, grammar)
    assert is_legal(proposal.words, grammar)
    assert " ".join(proposal.words) == answer
    assert 0 < proposal.confidence <= 1


def test_examples_are_encoded_once(data: Path) -> None:
    Nearest(data, letters)
    assert [file.suffix for file in data.iterdir() if file.suffix != ".jsonl"] == [".npy"]

    def refuses(texts: Sequence[str]) -> Vectors:
        assert len(texts) == 1, "the examples are known"
        return letters(texts)

    again = Nearest(data, refuses).propose("honk", GRAMMAR.for_utterance(["honk"]))
    assert again.words == ("horn",)


def test_it_stops_when_asked_to_and_says_when_nothing_fits(data: Path) -> None:
    cancel = Cancel()
    cancel.cancel()
    grammar = GRAMMAR.for_utterance(["honk"])
    with pytest.raises(CancelledError):
        Nearest(data, letters).propose("honk", grammar, cancel)
    with pytest.raises(EngineError):
        Nearest(data, letters, rows=2).propose("honk", PlanGrammar([]).for_utterance(["honk"]))


def test_missing_teaching_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"models\.training\.generate"):
        Nearest(tmp_path, letters)


def test_the_instructions_hold_every_command_and_examples_that_are_true() -> None:
    told = instructions(SKILLS)
    assert "\n" not in told
    assert all(f" {skill.word}" in told for skill in SKILLS)
    for said, answer in EXAMPLES:
        assert is_legal(tuple(answer.split()), GRAMMAR.for_utterance(said.split()))
        assert f"{said} => {answer}" in told


def test_a_cabin_may_be_given_its_language_model_and_closes_it(data: Path) -> None:
    class Closable(Nearest):
        is_closed = False

        def close(self) -> None:
            self.is_closed = True

    model = Closable(data, letters)
    with open_cabin(Config(), Mode.MODEL, model) as cabin:
        turn = cabin.dialogue.take_turn(Transcript("set the fan to 60"))
        assert cabin.model_problem is None
        assert turn.plan.understood_by == "model"
        assert turn.plan.steps[0].words == ("fan", "60")
        assert not model.is_closed
    assert model.is_closed


def test_the_command_line_names_what_is_missing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.peers", "nearest", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        input="",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "(models." in done.stderr
