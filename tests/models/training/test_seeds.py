"""What the model is taught: lines that parse, agree with each other and fit the skills."""

from collections import defaultdict
from pathlib import Path

import pytest

from models.training.errors import SeedError
from models.training.seeds import is_copied, read_seeds, spans
from models.training.slots import SlotValues

SEEDS = read_seeds()
SLOTS = SlotValues()


def test_there_are_enough_of_them() -> None:
    utterances = {(seed.scene, seed.words) for seed in SEEDS}
    idle = {(seed.scene, seed.words) for seed in SEEDS if not seed.acts}
    assert len(utterances) >= 4_000
    assert len(idle) >= 600


def test_every_slot_has_values() -> None:
    assert {name for seed in SEEDS for name in seed.slots} <= SLOTS.names


def test_copied_words_stand_in_the_utterance() -> None:
    torn = [seed.place for seed in SEEDS if not is_copied(seed.words, seed.answer)]
    assert torn == []


def test_no_two_lines_disagree() -> None:
    answers = defaultdict(set)
    for seed in SEEDS:
        answers[seed.scene, seed.words].add(seed.answer)
    assert [said for said, given in answers.items() if len(given) > 1] == []


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        ("play artist abba ; volume up", ["abba"]),
        ("instead nav 5 high street", ["5 high street"]),
        ("message mum : be late", ["mum", "be late"]),
        ("play music", []),
        ("temp rear 21", []),
    ],
)
def test_texts_of_an_answer(answer: str, texts: list[str]) -> None:
    assert [" ".join(span) for span in spans(tuple(answer.split()))] == texts


@pytest.mark.parametrize(
    "line", ["warmer please", "=> temp up", "| warmer => temp up", "warmer =>"]
)
def test_a_line_without_its_parts_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "some.txt").write_text(f"# a comment\n\n{line}\n")
    with pytest.raises(SeedError, match=r"some\.txt:3"):
        read_seeds(tmp_path)
