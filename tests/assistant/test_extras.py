"""What a release brings beside models can only make the car stricter, or the same wish sayable."""

import hashlib
from pathlib import Path

import pytest

from assistant.app import Mode, open_cabin
from assistant.config import Config, DriverSection, ModelSection
from assistant.errors import ExtrasError
from assistant.extras import extras_of, phrases, rules, sentences
from assistant.messages import Status, Transcript
from assistant.request import Context
from models import Asset, AssetFile, Contents, Slot, Slots

RULES = """
[[refuse]]
id = "fleet.no_roof_fast"
signals = ["Sunroof.*"]
above_kmh = 80

[[ask]]
id = "fleet.ask_massage"
signals = ["Seat.*.Massage"]
"""
PHRASES = """
[phrases]
"climate.recirculation" = ["keep that smell outside => on"]
"""


def install(home: Path, **assets: str) -> None:
    """A release of these assets, in use."""
    slots, parts = Slots(home), []
    slots.store.directory.mkdir(parents=True, exist_ok=True)
    for name, text in assets.items():
        content = text.encode()
        sha256 = hashlib.sha256(content).hexdigest()
        (slots.store.directory / sha256).write_bytes(content)
        parts.append(
            AssetFile(asset=Asset(name), name=name, sha256=sha256, size_bytes=len(content))
        )
    slots.fill(Slot.A, Contents(release="2026.11", assets=tuple(parts)))
    slots.switch(Slot.A)


def config(home: Path) -> Config:
    return Config(model=ModelSection(home=home), driver=DriverSection(home=home))


def test_a_rule_of_the_release_forbids_what_ours_allow(tmp_path: Path) -> None:
    install(tmp_path, rules=RULES)
    with open_cabin(config(tmp_path), Mode.PHRASES) as cabin:
        cabin.arrange(Context(speed_kmh=100))
        fast = cabin.dialogue.take_turn(Transcript("open the sunroof"))
        assert fast.reply.status is Status.REFUSED
        assert not fast.frames
        cabin.arrange(Context(speed_kmh=50))
        assert cabin.dialogue.take_turn(Transcript("open the sunroof")).frames


def test_a_rule_of_the_release_asks_first(tmp_path: Path) -> None:
    install(tmp_path, rules=RULES)
    with open_cabin(config(tmp_path), Mode.PHRASES) as cabin:
        asked = cabin.dialogue.take_turn(Transcript("massage my back"))
        assert asked.reply.status is Status.NEEDS_CONFIRMATION
        done = cabin.dialogue.take_turn(Transcript("yes"), asked.conversation)
        assert done.reply.status is Status.DONE


def test_a_phrase_of_the_release_is_understood(tmp_path: Path) -> None:
    install(tmp_path, phrases=PHRASES)
    with open_cabin(config(tmp_path), Mode.PHRASES) as cabin:
        turn = cabin.dialogue.take_turn(Transcript("keep that smell outside"))
        assert ("HVAC.Recirculation", True) in turn.reported


def test_no_release_changes_nothing(tmp_path: Path) -> None:
    assert extras_of(tmp_path, None) == extras_of(tmp_path / "elsewhere", None)


def test_a_damaged_table_costs_itself_and_is_told(tmp_path: Path) -> None:
    install(tmp_path, rules=RULES)
    slots = Slots(tmp_path)
    path = slots.asset(Asset.RULES)
    assert path is not None
    path.write_text(RULES.replace("80", "81"))
    with open_cabin(config(tmp_path), Mode.PHRASES) as cabin:
        assert cabin.extras_problem is not None
        assert cabin.extras_problem.code == "release.extras"
        assert cabin.dialogue.take_turn(Transcript("turn on the ac")).frames


def test_one_on_trial_does_not_start_with_a_table_that_is_none(tmp_path: Path) -> None:
    install(tmp_path, phrases='[phrases]\n"no.such.skill" = ["x"]')
    tried = Config(
        model=ModelSection(home=tmp_path, release="a"), driver=DriverSection(home=tmp_path)
    )
    with pytest.raises(ExtrasError), open_cabin(tried, Mode.PHRASES):
        pass


@pytest.mark.parametrize(
    "table",
    [
        "refuse = 1",
        '[[refuse]]\nid = "driver_only"\nsignals = ["Sunroof.*"]',
        '[[refuse]]\nid = "fleet.x"\nsignals = ["No.Such.Signal"]',
        '[[refuse]]\nid = "fleet.x"\nsignals = ["Sunroof.*"]\nallow = true',
        '[[permit]]\nid = "fleet.x"\nsignals = ["Sunroof.*"]',
        "[[",
    ],
)
def test_other_rules_are_none(table: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        rules(table)


@pytest.mark.parametrize(
    "table",
    [
        '[phrases]\n"climate.recirculation" = ["say this => sideways"]',
        '[phrases]\n"climate.recirculation" = ["(half open => on"]',
        '[phrases]\n"seat.fly" = ["fly"]',
    ],
)
def test_other_phrases_are_none(table: str) -> None:
    with pytest.raises(Exception, match=r".") as refused:
        phrases(table)
    assert type(refused.value).__module__.partition(".")[0] in {"builtins", "hassil"}


def test_ours_come_before_those_of_a_release() -> None:
    text = '[phrases]\n"climate.recirculation" = ["fan off => on"]'
    skills = phrases(text)
    named = next(skill for skill in skills if skill.name == "climate.recirculation")
    assert named.phrases[-1] == "fan off => on"
    assert len(named.phrases) > 1


def test_sentences_are_few_and_short() -> None:
    assert sentences("One.\n\n Two. \n") == ("One.", "Two.")
    for text in ("", "x" * 61, "a\n" * 13):
        with pytest.raises(ValueError, match="few short"):
            sentences(text)
