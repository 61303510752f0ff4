"""Turns are taken beside the listening: in order, and taken back by a word."""

import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.dialogue.turn import Dialogue
from assistant.errors import TurnError
from assistant.messages import Plan, Scene, Transcript, Turn
from assistant.talk.acquaintance import Acquaintance
from assistant.talk.listener import Recognised
from assistant.talk.session import Session
from assistant.talk.thinking import Stopped, Thinking, Thought
from assistant.talk.workers import on_the_spot
from models import Cancel
from tests.conftest import Car

_LONGEST_S = 10.0


class SlowUnderstanding:
    """A language model that thinks until it is let go or taken back."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.let_go = threading.Event()
        self.was_cancelled = False

    def understand(self, scene: Scene, cancel: Cancel | None = None) -> Plan:
        self.begun.set()
        while not self.let_go.wait(0.001):
            if cancel is not None and cancel.is_cancelled:
                self.was_cancelled = True
                return Plan(problem="models.cancelled")
        return Plan()


class BrokenUnderstanding:
    def understand(self, scene: Scene, cancel: Cancel | None = None) -> Plan:
        raise RuntimeError("a bug")


def _thinking(session: Session, worker: Executor | None = None) -> Thinking:
    nobody = Acquaintance(None, Path("no voices are kept"))
    return Thinking(session, nobody, worker or on_the_spot().think)


def _heard(text: str) -> Recognised:
    done: Recognised = Future()
    done.set_result(Transcript(text, hear_ms=1.0))
    return done


def _nothing() -> Recognised:
    done: Recognised = Future()
    done.set_result(None)
    return done


def _all(thinking: Thinking) -> list[Thought]:
    thoughts: list[Thought] = []
    while thinking.is_busy:
        thought = thinking.look()
        if thought is not None:
            thoughts.append(thought)
    return thoughts


def test_what_was_heard_becomes_a_turn(car: Car) -> None:
    thinking = _thinking(Session(car.cabin.dialogue))
    thinking.add(_heard("fan to 60"))
    heard, turn = _all(thinking)
    assert isinstance(heard, Transcript)
    assert isinstance(turn, Turn)
    assert turn.reply.text == "Fan at 60 percent."


def test_no_speech_is_no_turn(car: Car) -> None:
    thinking = _thinking(Session(car.cabin.dialogue))
    thinking.add(_nothing())
    assert _all(thinking) == []


def test_the_conversation_goes_on_from_turn_to_turn(car: Car) -> None:
    thinking = _thinking(Session(car.cabin.dialogue))
    thinking.add(_heard("fan to 60"))
    _all(thinking)
    thinking.add(_heard("undo that"))
    _all(thinking)
    assert car.reports("HVAC.Front.FanSpeed") != 60


def test_stop_takes_back_a_turn_under_way(car: Car) -> None:
    slow = SlowUnderstanding()
    session = Session(Dialogue(slow, car.cabin.vehicle, car.cabin.memory))
    with ThreadPoolExecutor(1) as worker:
        thinking = _thinking(session, worker)
        thinking.add(_heard("take me to the moon"))
        assert isinstance(thinking.look(), Transcript)
        assert thinking.look() is None
        assert slow.begun.wait(_LONGEST_S)
        thinking.add(_heard("stop"))
        assert isinstance(thinking.look(), Stopped)
        thoughts = _all(thinking)
    assert slow.was_cancelled
    assert [t.reply.text for t in thoughts if isinstance(t, Turn)] == ["Okay, I stopped."]


def test_stop_also_drops_what_waits_for_its_turn(car: Car) -> None:
    slow = SlowUnderstanding()
    with ThreadPoolExecutor(1) as worker:
        thinking = _thinking(Session(Dialogue(slow, car.cabin.vehicle, car.cabin.memory)), worker)
        for text in ("take me to the moon", "and back", "stop"):
            thinking.add(_heard(text))
        thoughts = _all(thinking)
    turns = [t for t in thoughts if isinstance(t, Turn)]
    assert [turn.heard.text for turn in turns] in ([], ["take me to the moon"])
    assert not any(turn.heard.text == "and back" for turn in turns)


def test_a_broken_turn_is_raised_once_and_the_next_one_is_taken(car: Car) -> None:
    broken = _thinking(
        Session(Dialogue(BrokenUnderstanding(), car.cabin.vehicle, car.cabin.memory))
    )
    broken.add(_heard("fan to 60"))
    assert isinstance(broken.look(), Transcript)
    broken.look()
    with pytest.raises(TurnError):
        broken.look()
    assert not broken.is_busy
