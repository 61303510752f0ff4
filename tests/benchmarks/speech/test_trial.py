"""A run that was broken off goes on where it stood, and nothing is heard twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from assistant import Cabin, Mode, Transcript, open_cabin
from assistant.config import Config
from assistant.request import Context
from benchmarks.speech import trial
from benchmarks.speech.conditions import Surroundings
from benchmarks.speech.corpus import Command
from benchmarks.speech.speaker import Speaker
from models import HEARING_RATE_HZ, HeardWord, Sound
from vehicle_bus import VehicleState, Zone

COMMANDS = (
    Command(0, "fan to 60", "a", Context()),
    Command(1, "wipers off", "a", Context(rain=True)),
    Command(2, "honk", "b", Context()),
)
ANSWERS = ("Fan to 60.", "Fan to 30.", None)
TONE = np.asarray(np.sin(np.arange(HEARING_RATE_HZ) / 5), dtype=np.float32)


class Ear:
    """Hears what it was told to, one answer after the other."""

    def __init__(self) -> None:
        self.asked = 0

    def hear(self, sound: Sound, state: VehicleState, speaker: Zone) -> Transcript | None:
        text = ANSWERS[self.asked % len(ANSWERS)]
        self.asked += 1
        words = (HeardWord("fan", 0.9),)
        return None if text is None else Transcript(text, speaker, 0.8, words, (("a", "b"),), 7.0)


@dataclass(frozen=True)
class Senses:
    ear: Ear


@dataclass(frozen=True)
class Car:
    """A real car that understands by phrases, with an ear of ours."""

    cabin: Cabin
    senses: Senses

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cabin, name)


@pytest.fixture
def car(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Car]:
    monkeypatch.chdir(tmp_path)
    with open_cabin(Config(), Mode.PHRASES) as cabin:
        yield Car(cabin, Senses(Ear()))


def run(car: Car, digest: str = "one") -> list[trial.Trial]:
    speaker = Speaker(0, "tester", "espeak", digest, lambda _: Sound(TONE, HEARING_RATE_HZ))
    surroundings = Surroundings([TONE])
    return list(trial.trials(cast("Cabin", car), [speaker], COMMANDS, surroundings, [None, 10]))


def test_deeds_are_held_against_those_of_the_typed_words(car: Car) -> None:
    done = run(car)
    assert [(one.is_done, one.is_wrong, one.spoken is None) for one in done[:3]] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert [one.heard.condition for one in done] == ["clean"] * 3 + ["10 dB"] * 3
    assert [one.heard.noise for one in done] == ["", "", "", "babble", "music", "rain"]


def test_nothing_is_heard_twice_and_what_was_kept_is_the_same(car: Car) -> None:
    first = run(car)
    assert run(car) == first
    assert car.senses.ear.asked == 6
    run(car, digest="two")
    assert car.senses.ear.asked == 12


def test_a_line_that_was_broken_off_is_heard_again(car: Car) -> None:
    first = run(car)
    file = next(trial.KEPT.glob("*-clean-*"))
    file.write_text(file.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    assert len(run(car)) == len(first)
    assert car.senses.ear.asked == 7
    run(car)
    assert car.senses.ear.asked == 7
