"""The microphone comes and goes; so does the loudspeaker. Each is told once, and comes back."""

import numpy as np

from assistant.errors import LoudspeakerError, MicrophoneError
from assistant.speech.device import BLOCK
from assistant.talk.inlet import RETRY_S, Condition, Inlet
from assistant.talk.outlet import Outlet
from models import Samples, Sound
from tests.conftest import Car


class UnpluggableMicrophone:
    is_over = False

    def __init__(self) -> None:
        self.is_plugged_in = True
        self.is_open = False
        self.openings = 0

    def open(self) -> None:
        self.openings += 1
        if not self.is_plugged_in:
            raise MicrophoneError("There is no microphone.")
        self.is_open = True

    def read(self, timeout_s: float) -> Samples | None:
        if not self.is_plugged_in:
            raise MicrophoneError("The microphone was unplugged.")
        return np.zeros((BLOCK, 1), np.float32)

    def close(self) -> None:
        self.is_open = False


class UnpluggableLoudspeaker:
    def __init__(self) -> None:
        self.is_plugged_in = True
        self.pending_s = 0.0
        self.openings = 0

    def open(self) -> None:
        self.openings += 1
        if not self.is_plugged_in:
            raise LoudspeakerError("There is no loudspeaker.")

    def play(self, sound: Sound) -> None:
        if not self.is_plugged_in:
            raise LoudspeakerError("The loudspeaker was unplugged.")
        self.pending_s += sound.duration_s

    def hush(self) -> None:
        self.pending_s = 0.0

    def played(self) -> Samples:
        return np.ones(BLOCK, np.float32)

    def close(self) -> None:
        self.pending_s = 0.0


class Watch:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def _inlet(car: Car) -> tuple[Inlet, UnpluggableMicrophone, Watch, list[str]]:
    microphone, clock, notices = UnpluggableMicrophone(), Watch(), list[str]()
    inlet = Inlet(microphone, car.cabin.vehicle, clock, notices.append)
    return inlet, microphone, clock, notices


def test_a_microphone_gives_its_blocks(car: Car) -> None:
    inlet, _, _, notices = _inlet(car)
    block = inlet.read()
    assert block is not None
    assert (block.shape, inlet.condition, notices) == ((BLOCK, 1), Condition.OPEN, [])


def test_an_unplugged_microphone_is_told_once_and_comes_back(car: Car) -> None:
    inlet, microphone, clock, notices = _inlet(car)
    inlet.read()
    microphone.is_plugged_in = False
    assert [inlet.read(), inlet.read(), inlet.read()] == [None, None, None]
    assert notices == ["The microphone was unplugged. (speech.microphone)"]
    assert (microphone.is_open, inlet.condition) == (False, Condition.LOST)
    clock.now_s += RETRY_S
    assert inlet.read() is None
    microphone.is_plugged_in = True
    assert inlet.read() is None, "it is not tried again before its time"
    clock.now_s += RETRY_S
    assert inlet.read() is not None
    assert notices[1:] == ["I can hear you again."]


def test_a_muted_car_really_closes_the_device(car: Car) -> None:
    inlet, microphone, _, notices = _inlet(car)
    inlet.read()
    car.hear("turn off the microphone")
    assert inlet.read() is None
    assert (microphone.is_open, inlet.condition) == (False, Condition.MUTED)
    car.hear("turn on the microphone")
    assert inlet.read() is not None
    assert (microphone.is_open, notices) == (True, [])


def test_muting_outlives_a_lost_microphone(car: Car) -> None:
    inlet, microphone, _, _ = _inlet(car)
    microphone.is_plugged_in = False
    inlet.read()
    car.hear("turn off the microphone")
    opened = microphone.openings
    inlet.read()
    assert (inlet.condition, microphone.openings) == (Condition.MUTED, opened)


_SOUND = Sound(np.zeros(1600, np.float32), 16_000)


def test_without_a_loudspeaker_answers_go_on_and_it_is_told_once() -> None:
    loudspeaker, clock, notices = UnpluggableLoudspeaker(), Watch(), list[str]()
    loudspeaker.is_plugged_in = False
    outlet = Outlet(loudspeaker, clock, notices.append)
    outlet.play(_SOUND)
    outlet.play(_SOUND)
    assert notices == ["There is no loudspeaker. (speech.loudspeaker)"]
    assert (outlet.pending_s, float(outlet.played().sum()), loudspeaker.openings) == (0.0, 0.0, 1)
    loudspeaker.is_plugged_in = True
    clock.now_s += 2.0
    outlet.play(_SOUND)
    assert notices[1:] == ["You can hear me again."]
    assert outlet.pending_s > 0


def test_a_loudspeaker_lost_while_playing_is_told() -> None:
    loudspeaker, notices = UnpluggableLoudspeaker(), list[str]()
    outlet = Outlet(loudspeaker, Watch(), notices.append)
    outlet.play(_SOUND)
    loudspeaker.is_plugged_in = False
    outlet.play(_SOUND)
    assert notices == ["The loudspeaker was unplugged. (speech.loudspeaker)"]
    assert outlet.pending_s == 0.0
