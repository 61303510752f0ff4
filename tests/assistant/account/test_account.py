"""A turn that was recorded can be explained and taken again, until its driver is erased."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from assistant import Cabin, Mode, Transcript, Turn, open_cabin
from assistant.account import Account, Keys, accounted, in_use, taken_again, unpacked
from assistant.account.content import packed
from assistant.batch import serve
from assistant.config import Config, DriverSection
from assistant.known import Offer
from assistant.recount import recount
from assistant.request import Context
from assistant.talk.session import Session
from cloud_sync import CloudHome, Records
from cloud_sync.audit import verify
from cloud_sync.audit.key import kept_key
from models import DEFAULT_HOME
from personalization import drivers_at
from vehicle_bus import BusCommand, Query, Zone

SAID = (
    "open my window",
    "fan to 60",
    "undo that",
    "unlock the doors",
    "open all windows",
    "set the volume to 12",
    "next song",
    "turn on the fog lights",
    "warmer",
    "turn on the air conditioning",
    "defrost the windscreen",
    "remember I like jazz",
    "what do you know about me",
    "why did you do that",
    "open the boot",
    "yes",
    "turn on my seat heating",
    "any warnings",
    "xyzzy",
    "is there an update",
)


@dataclass
class Recorded:
    """Somebody in a car whose turns are recorded."""

    home: Path
    cabin: Cabin
    notices: list[str] = field(default_factory=list)

    @contextmanager
    def session(self, by_what: dict[str, Any] | None = None) -> Iterator[Session]:
        with self.account(by_what) as account:
            yield Session(self.cabin.dialogue, account=account)

    @contextmanager
    def account(self, by_what: dict[str, Any] | None = None) -> Iterator[Account]:
        keys = Keys(self.home, drivers_at(self.home), lambda: self.cabin.memory.driver)
        decided_by = by_what or in_use(DEFAULT_HOME)
        with accounted(self.home, decided_by, keys, self.notices.append) as account:
            yield account

    def say(self, *texts: str) -> list[Turn]:
        with self.session() as session:
            return [session.take(Transcript(text, Zone.DRIVER)) for text in texts]

    def recounted(self, *, again: bool = False) -> list[dict[str, Any]]:
        """All turns, opened by whoever has the keys."""
        answers, config = StringIO(), Config(driver=DriverSection(home=self.home))
        sequences = [row.sequence for row in self.rows() if row.content]
        recount(sequences, answers, config, self.cabin if again else None)
        return [json.loads(line) for line in answers.getvalue().splitlines()]

    def rows(self) -> list[Any]:
        with closing(Records(CloudHome(self.home))) as records:
            return list(records.rows())

    @property
    def is_whole(self) -> bool:
        with closing(Records(CloudHome(self.home))) as records:
            key = kept_key(CloudHome(self.home)).public_key()
            return verify(records.rows(), records.head, key).is_whole


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[Recorded]:
    config = Config(driver=DriverSection(home=tmp_path))
    with open_cabin(config, Mode.PHRASES) as cabin:
        cabin.arrange(Context())
        yield Recorded(tmp_path, cabin)


def test_every_turn_is_recorded_and_comes_out_the_same_again(recorded: Recorded) -> None:
    turns = recorded.say(*SAID)
    found = recorded.recounted(again=True)
    assert [one["content"]["heard"]["text"] for one in found] == list(SAID)
    assert [one["again"]["is_same"] for one in found] == [True] * len(SAID)
    assert sum(len(turn.frames) for turn in turns) > 10
    assert [turn.record for turn in turns] == list(range(2, len(SAID) + 2))
    assert recorded.is_whole


def test_another_frame_or_plan_than_recorded_is_noticed(recorded: Recorded) -> None:
    (turn,) = recorded.say("open my window")
    content = unpacked(packed(turn))
    dialogue = recorded.cabin.dialogue

    def again(changed: Any) -> tuple[bool, bool]:
        found = taken_again(changed, dialogue.understanding, dialogue.rules, is_offer=False)
        return found.is_same_plan, found.is_same_frames

    assert again(content) == (True, True)
    (outcome,) = content.outcomes
    frame = outcome.actuation.frames[0]
    data = bytes([*frame.data[:-1], frame.data[-1] ^ 1])
    actuation = replace(outcome.actuation, frames=(replace(frame, data=data),))
    other = replace(content, outcomes=(replace(outcome, actuation=actuation),))
    assert again(other) == (True, False)
    moving = replace(content.vehicle, values={**content.vehicle.values, "Vehicle.Speed": 500.0})
    assert again(replace(content, heard=Transcript("close my window"), vehicle=moving))[0] is False


def test_what_has_changed_since_is_named(recorded: Recorded) -> None:
    earlier = {**in_use(DEFAULT_HOME), "policy": "0" * 64, "language-adapter": "1" * 64}
    with recorded.session(earlier) as session:
        session.take(Transcript("open my window"))
    (found,) = recorded.recounted(again=True)
    assert found["again"]["changed"] == ["language-adapter", "policy"]


def test_an_offer_is_recorded_and_comes_out_the_same(recorded: Recorded) -> None:
    artist = Query.of(query="Miles Davis", type="artist")
    commands = (BusCommand("HVAC.Front.FanSpeed", 60), BusCommand("Media.Play", artist))
    offer = Offer("", "Fan and music?", commands, "You usually do that.")
    with recorded.session() as session:
        assert session.propose(offer) is not None
        session.drop_question()
        done = session.propose(replace(offer, is_agreed=True))
        assert done is not None
        assert {frame.name for frame in done.frames} == {"HVAC_CMD_FRONT", "TEXT_REQUEST"}
    assert [row.kind for row in recorded.rows()] == ["start", "offer", "offer"]
    assert [one["again"]["is_same"] for one in recorded.recounted(again=True)] == [True, True]


def test_erasing_a_driver_leaves_the_chain_and_the_figures_and_no_word(recorded: Recorded) -> None:
    drivers = drivers_at(recorded.home)
    anna = drivers.create("Anna")
    recorded.cabin.memory.seat(anna)
    recorded.say("open my window", "call my dentist about the crown")
    before = [row.facts for row in recorded.rows()]
    assert all(one["content"] for one in recorded.recounted())
    recorded.cabin.memory.seat(None)
    drivers.erase(anna.id)
    assert recorded.is_whole
    assert [row.facts for row in recorded.rows()] == before
    assert [one["code"] for one in recorded.recounted(again=True)] == ["audit.content"] * 2
    for path in recorded.home.rglob("*"):
        assert not path.is_file() or b"dentist" not in path.read_bytes()


def test_no_word_stands_in_what_stays(recorded: Recorded) -> None:
    recorded.say("call my dentist about the crown", "take me to Marienplatz", "xyzzy")
    facts = json.dumps([row.facts for row in recorded.rows()]).lower()
    for word in ("dentist", "crown", "marienplatz", "xyzzy"):
        assert word not in facts


def test_why_is_answered_after_a_restart_to_the_same_driver_only(recorded: Recorded) -> None:
    (turn,) = recorded.say("open my window")
    (asked,) = recorded.say("why did you do that")
    assert turn.conversation.why in asked.reply.text
    recorded.cabin.memory.seat(drivers_at(recorded.home).create("Anna"))
    (other,) = recorded.say("why did you do that")
    assert "window" not in other.reply.text


def test_a_recorder_that_cannot_write_costs_no_turn_and_is_told_once(recorded: Recorded) -> None:
    with recorded.session() as session:
        with closing(Records(CloudHome(recorded.home))) as records:
            records._file._base.execute("DROP TABLE record")
        replies = [session.take(Transcript(text)).reply.text for text in ("fan to 60", "fan to 40")]
    assert replies == ["Fan at 60 percent.", "Fan at 40 percent."]
    assert len([one for one in recorded.notices if "not recorded" in one]) == 1


def test_a_broken_turn_is_recorded_as_that(recorded: Recorded) -> None:
    with recorded.account() as account:
        account.broke("assistant.turn_failed")
    assert recorded.rows()[-1].facts["problem"] == "assistant.turn_failed"


def test_batch_leaves_no_record(recorded: Recorded) -> None:
    serve(['{"id": 1, "utterance": "fan to 60"}'], StringIO(), recorded.cabin)
    assert not (recorded.home / "cloud").exists()
