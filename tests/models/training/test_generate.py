"""Generated examples: repeatable, varied, true to the notation, apart from evaluation sets."""

import json
from pathlib import Path

import pytest

from assistant.skills import SKILLS
from assistant.understanding.grammar import PlanGrammar
from models.text import normalise
from models.training import generate, hold_out
from models.training.seeds import is_copied, read_seeds
from models.training.variation import Example

ROOT = Path(__file__).parents[3]
EVALUATIONS = [*hold_out.OWN, *sorted((ROOT.parent / "shared" / "eval").glob("*.jsonl"))]
IDLE = {"nothing", "chat", "unsupported", "clarify", "unsafe"}


@pytest.fixture(scope="module")
def made() -> tuple[list[Example], list[Example]]:
    """Everything a real run is taught, and what it is examined on."""
    return generate.make(generate.DEFAULT_EXAMPLES, generate.DEFAULT_SEED)


def test_as_many_as_asked_for_and_all_different(made: tuple[list[Example], list[Example]]) -> None:
    train, held = made
    assert len({example.prompt for example in train}) == generate.DEFAULT_EXAMPLES
    assert len(held) == generate.HELD_EXAMPLES
    assert not {e.prompt for e in train} & {e.prompt for e in held}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    written = [
        generate.write(tmp_path / name, generate.make(15_000, 1, held=10)[0]) for name in "ab"
    ]
    assert written[0] == written[1]
    first = json.loads((tmp_path / "a").read_text().splitlines()[0])
    assert sorted(first) == ["answer", "heading", "prompt"]


def test_every_answer_is_one_the_skills_allow(made: tuple[list[Example], list[Example]]) -> None:
    grammar = PlanGrammar(SKILLS)
    for example in made[0] + made[1]:
        allowed = grammar.for_utterance(example.utterance.split())
        state = allowed.start
        for word in example.answer.split():
            following = allowed.words(state)
            assert word in following, example
            state = following[word]
        assert allowed.may_end(state), example


def test_utterances_are_in_the_one_spelling(made: tuple[list[Example], list[Example]]) -> None:
    for example in made[0]:
        assert normalise(example.utterance).text == example.utterance
        assert is_copied(tuple(example.utterance.split()), tuple(example.answer.split()))


def test_no_heading_starves_and_enough_lead_to_nothing(
    made: tuple[list[Example], list[Example]],
) -> None:
    train = made[0]
    headings = {example.heading for example in train}
    assert {seed.heading for seed in read_seeds()} <= headings
    idle = sum(example.answer.split()[0] in IDLE for example in train)
    assert idle / len(train) >= 0.15


@pytest.mark.parametrize("evaluation", EVALUATIONS, ids=lambda file: file.name)
def test_no_row_of_an_evaluation_is_taught(
    evaluation: Path, made: tuple[list[Example], list[Example]]
) -> None:
    said = [example.utterance for example in made[0] + made[1]]
    near = hold_out.too_near(said, hold_out.utterances(evaluation))
    assert [generate.digest(utterance) for utterance in near] == []


def test_nearness_is_a_matter_of_a_few_letters(tmp_path: Path) -> None:
    rows = [{"turns": [{"utterance": "Open the sunroof halfway"}]}, {"utterance": "I'm cold"}]
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    kept_out = hold_out.utterances(file)
    assert kept_out == ("i'm cold", "open the sunroof halfway")
    said = ["open the sunroof half way", "open the window halfway", "i'm cold"]
    assert hold_out.too_near(said, kept_out) == {"open the sunroof half way", "i'm cold"}
