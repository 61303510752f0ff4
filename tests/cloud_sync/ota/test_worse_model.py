"""A worse model is refused by the trial on this car, and by its turns where the trial is blind."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from assistant import Cabin, open_cabin
from assistant.batch import serve
from assistant.config import Config, DriverSection, ModelSection
from cloud_sync.clock import TrustedClock
from cloud_sync.errors import TrialError
from cloud_sync.home import CloudHome
from cloud_sync.ota import AssistantExaminer, Installation, Journey, TurnSeen, trial
from cloud_sync.ota.record import Agreement
from cloud_sync.ota.release import Notice, Release
from cloud_sync.ota.trial import Examined
from models import Catalogue, Contents, ModelCard, ModelStore, Slot, Slots, half_float_tensors
from models.evaluation import car as cars
from models.evaluation import rows
from models.evaluation.answers import Answer
from models.evaluation.command import OWN_ROWS
from models.evaluation.grading import Scene, grade
from models.store import digest

BASE, ADAPTER = "gemma-3-270m-32k", "codriver-commands-r16"
SHIPPED = Path(__file__).parents[3] / "models" / "adapters_gguf" / f"{ADAPTER}.gguf"
pytestmark = pytest.mark.engine


@dataclass
class Bench:
    home: Path

    def install(self, slot: Slot, content: bytes) -> None:
        """An adapter as the release of a slot."""
        slots = Slots(self.home)
        file = self.home / "new.gguf"
        file.write_bytes(content)
        sha256 = digest(file)
        own = {
            "name": f"{ADAPTER}-2026.11",
            "sha256": sha256,
            "size_bytes": len(content),
            "source": {"kind": "update"},
        }
        slots.store.take_in(file, sha256)
        card = Catalogue.read(Path("/nowhere")).card(ADAPTER).model_dump() | own
        self.contents = Contents(
            release="2026.11", counter=1, cards=(ModelCard.model_validate(card),)
        )
        slots.fill(slot, self.contents)

    def trial(self, content: bytes) -> str:
        """How it passed, or the code it was refused with."""
        self.install(Slot.A, content)
        try:
            return str(trial.hold(AssistantExaminer(self.home), None, Slot.A))
        except TrialError as error:
            return error.code


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    store = ModelStore(Path(__file__).parents[3] / ".codriver" / "models")
    catalogue = Catalogue.read(Path("/nowhere"))
    (tmp_path / "models").mkdir()
    for name in (BASE, ADAPTER):
        card = catalogue.card(name)
        if not store.holds(card):
            pytest.skip(f"{name} is not installed")
        (tmp_path / "models" / card.sha256).symlink_to(store.path(card))
    return Bench(tmp_path)


def degraded(noise: float) -> bytes:
    """The shipped adapter with its weights shaken by so many times their own spread."""
    content, dice = bytearray(SHIPPED.read_bytes()), np.random.default_rng(3)
    for place in half_float_tensors(SHIPPED):
        weights = np.frombuffer(content[place], np.float16).astype(np.float32)
        shaken = weights + dice.normal(0, noise * weights.std(), weights.size)
        content[place] = shaken.astype(np.float16).tobytes()
    return bytes(content)


def test_a_shaken_adapter_fails_its_trial(bench: Bench) -> None:
    assert bench.trial(degraded(1.0)) in {"update.trial.worse", "update.trial.unsafe"}


@pytest.mark.parametrize("damage", ["cut", "noise", "bomb"])
def test_a_file_made_to_break_its_reader_breaks_the_trial_alone(bench: Bench, damage: str) -> None:
    content = SHIPPED.read_bytes()
    broken = {
        "cut": content[: len(content) // 2],
        "noise": content[:8] + np.random.default_rng(1).bytes(len(content) - 8),
        "bomb": content[:8] + (1 << 60).to_bytes(8, "little") * 2 + content[24:],
    }
    assert bench.trial(broken[damage]) == "update.trial.did_not_run"


class Blind:
    """A trial that sees nothing."""

    def examine(self, slot: Slot | None) -> Examined:
        return Examined(())


def test_where_the_trial_is_blind_the_driver_is_not(bench: Bench) -> None:
    bench.install(Slot.B, degraded(1.0))
    home = CloudHome(bench.home)
    journey = Journey(home, TrustedClock(home))
    notice = Notice(purpose="p", changes="c", minutes=1)
    release = Release(name="2026.11", counter=1, targets=("models/a",), notice=notice)
    agreed = Agreement(release="2026.11", counter=1, not_before=journey.clock.now())
    journey.to("downloaded", release=release, contents=bench.contents, agreement=agreed)
    installation = Installation(journey)
    installation.install(lambda: True, Blind())
    config = Config(model=ModelSection(home=bench.home), driver=DriverSection(home=bench.home))
    with open_cabin(config) as cabin:
        assert cabin.model_problem is None
        for seen in driven(cabin, 100):
            installation.observe(seen)
            if journey.state.phase != "probation":
                break
    assert journey.state.phase == "rolled_back"
    assert Slots(bench.home).in_use is None


def driven(cabin: Cabin, most: int) -> list[TurnSeen]:
    """Everyday wishes; the driver takes back what was not what they meant."""
    facts = cars.read()
    asked = [row for row in rows.read([OWN_ROWS[0]]) if not row.is_dialogue][:most]
    answers = _Lines()
    serve([row.request() for row in asked], answers, cabin)  # type: ignore[arg-type]
    found = []
    for row, line in zip(asked, answers.lines, strict=True):
        answer = Answer.model_validate_json(line)
        state = facts.start() | facts.spread(row.context.get("state", {}))
        scene = Scene(state, row.context.get("speaker", "driver"))
        expected = row.turns[0].expect
        assert expected is not None
        right = grade(expected, answer, scene, facts).passed
        undone = not right and bool(answer.actions)
        failed = answer.status == "unsupported" and not right
        found.append(TurnSeen(troubled=undone, failed=failed, ms=answer.ms.get("total", 0.0)))
    return found


class _Lines:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, text: str) -> None:
        self.lines.append(json.dumps(json.loads(text)))

    def flush(self) -> None:
        """Nothing waits."""
