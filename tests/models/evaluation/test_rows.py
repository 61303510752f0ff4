"""Rows are read strictly: a fault is named with its place, never guessed around."""

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from models.errors import EvaluationError, RowsError
from models.evaluation import car, rows
from models.evaluation.car import Car
from tests.models.evaluation.conftest import a_set, row, write

WARM = row("a", "warmer", status="done", actions=[a_set("HVAC.Driver.Temperature", value=23)])
TALK = {
    "id": "b",
    "category": "talk",
    "context": {"speaker": "passenger"},
    "turns": [
        {"utterance": "fan to 3", "expect": {"any_of": [{"status": ["done"], "actions": []}]}},
        {"utterance": "yes", "context": {"speed_kmh": 0}},
    ],
}


def test_rows_and_sentences_are_read_and_asked_without_what_is_expected(tmp_path: Path) -> None:
    drivers = write(tmp_path / "drivers.jsonl", WARM, TALK)
    sentences = tmp_path / "calm.txt"
    sentences.write_text("# none of these\n\nwhat a day\n", encoding="utf-8")
    warm, talk, calm = rows.read([drivers, sentences])
    assert (warm.id, warm.origin, warm.is_dialogue) == ("a", "drivers", False)
    assert (talk.is_dialogue, talk.turns[1].expect) == (True, None)
    assert (calm.id, calm.category, calm.origin) == ("calm-3", "no wish", "calm")
    assert json.loads(talk.request()) == {
        "id": "b",
        "context": {"speaker": "passenger"},
        "turns": [
            {"utterance": "fan to 3", "context": {}},
            {"utterance": "yes", "context": {"speed_kmh": 0}},
        ],
    }


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {**WARM, "tags": []},
        {**WARM, "turns": []},
        {"id": "x", "category": "y", "turns": []},
        row("x", "hi", actions=[{"signal": "Horn", "op": "honk"}]),
        row("x", "hi", actions=[{"signal": "Horn", "op": "set"}]),
        row("x", "hi", actions=[a_set("Horn", value=True, one_of=[True])]),
        row("x", "hi", actions=[{"signal": "Media.Volume", "op": "delta"}]),
        row("x", "hi", any_of=[]),
        row("x", "hi", any_of=[{"status": "done"}], status="done"),
        row("x", "hi", status="done", reply="yes"),
    ],
)
def test_a_bad_row_is_named_by_its_line(tmp_path: Path, bad: dict[str, Any]) -> None:
    file = write(tmp_path / "mine.jsonl", WARM, bad)
    with pytest.raises(RowsError, match=r"mine\.jsonl:2: "):
        rows.read([file])


def test_an_id_is_given_once_and_a_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(RowsError, match="the id a is taken"):
        rows.read([write(tmp_path / "mine.jsonl", WARM, WARM)])
    with pytest.raises(RowsError, match="cannot be read"):
        rows.read([tmp_path / "none.jsonl"])
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(RowsError, match=r"broken\.jsonl:1"):
        rows.read([broken])


def test_rewordings_take_the_words_and_leave_the_rest(tmp_path: Path) -> None:
    given = rows.read([write(tmp_path / "drivers.jsonl", WARM, TALK)])
    said = [{"utterance": "fan three"}, {"utterance": "yep"}]
    others = write(
        tmp_path / "other.jsonl",
        {"id": "b", "variant": 2, "turns": said},
        {"id": "of another file", "variant": 1, "turns": [{"utterance": "hello"}]},
    )
    (other,) = rows.reworded(given, others)
    assert (other.id, other.original, other.origin) == ("b~2", "b", "other")
    assert [turn.utterance for turn in other.turns] == ["fan three", "yep"]
    assert (other.turns[0].expect, other.context) == (given[1].turns[0].expect, given[1].context)
    assert other.turns[1].context == {"speed_kmh": 0}
    short = write(tmp_path / "short.jsonl", {"id": "b", "variant": 1, "turns": said[:1]})
    with pytest.raises(RowsError, match="b has 2 turns, not 1"):
        rows.reworded(given, short)


def test_a_wanted_signal_must_exist(tmp_path: Path, facts: Car) -> None:
    wrong = row("x", "hi", any_of=[{"status": "done", "actions": [a_set("Warp", value=9)]}])
    known, unknown, talk = rows.read([write(tmp_path / "mine.jsonl", WARM, wrong, TALK)])
    assert facts.unknown(known) is None
    assert facts.unknown(unknown) == "Warp"
    assert facts.unknown(talk) is None


def test_every_rule_is_of_a_signal_that_exists(facts: Car) -> None:
    """``rules.toml`` and the catalogue agree."""
    groups, known = facts.rules.groups, facts.signals.keys()
    assert groups.keys() < facts.members.keys()
    for name, group in groups.items():
        named = {*group.needed, *group.optional, *(s for of in group.speaker.values() for s in of)}
        assert named <= known, name
        assert set(group.needed) <= set(facts.members[name])
    assert {*facts.rules.always, *facts.rules.same, *facts.rules.implies} <= known
    for rule in facts.rules.companions:
        patterns = (rule.of, *rule.allows)
        assert all(any(fnmatchcase(signal, p) for signal in known) for p in patterns), rule


def test_a_catalogue_that_is_not_told_is_a_named_error() -> None:
    for command in (("/no/such/program", "x"), ("false", "x"), ("echo", "{}")):
        with pytest.raises(EvaluationError, match="does not tell the signals"):
            car.read(command)
