"""A whole car: real codec, gate, ECUs and python-can virtual bus; no mocks."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from assistant import Cabin, Mode, Transcript, Turn, open_cabin
from assistant.config import Config, DriverSection
from assistant.messages import Conversation
from assistant.remembering import preferred
from assistant.request import Context
from models import ModelsError, Transcriber, Voice, load_transcriber, load_voice
from vehicle_bus import Value, Zone


@dataclass
class Car:
    """Somebody in the car: says things, remembers the conversation."""

    cabin: Cabin
    conversation: Conversation = field(default_factory=Conversation)
    speaker: Zone = Zone.DRIVER

    def arrange(self, **context: object) -> None:
        """Bring the car to its start state plus this context, and forget the conversation."""
        wanted = Context.model_validate(context)
        self.cabin.arrange(wanted)
        self.cabin.memory.seat_somebody_new(preferred(wanted.preferences))
        self.conversation = Conversation()

    def adjust(self, **context: object) -> None:
        """Let something happen between two turns."""
        self.cabin.adjust(Context.model_validate(context))

    def hear(self, text: str) -> Turn:
        turn = self.cabin.dialogue.take_turn(Transcript(text, self.speaker), self.conversation)
        self.conversation = turn.conversation
        return turn

    def reports(self, signal: str) -> Value | None:
        return self.cabin.vehicle.refresh().target(signal)


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Drivers of the tests' own."""
    return Config(driver=DriverSection(home=tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def phrase_cabin(config: Config) -> Iterator[Cabin]:
    with open_cabin(config, Mode.PHRASES) as cabin:
        yield cabin


@pytest.fixture
def car(phrase_cabin: Cabin) -> Car:
    """A car at its start state that understands by phrases alone."""
    car = Car(phrase_cabin)
    car.arrange()
    return car


@pytest.fixture(scope="session")
def whole_cabin(config: Config) -> Iterator[Cabin]:
    with open_cabin(config) as cabin:
        yield cabin


@pytest.fixture
def thinking_car(whole_cabin: Cabin) -> Car:
    """The same with the language model behind the phrases."""
    car = Car(whole_cabin)
    car.arrange()
    return car


@pytest.fixture
def voice() -> Iterator[Voice]:
    """The voice in use on this machine, just started: what it says then is the same every time."""
    try:
        voice = load_voice()
    except ModelsError as error:
        pytest.skip(f"no voice: {error}")
    yield voice
    voice.close()


@pytest.fixture(scope="session")
def transcriber() -> Iterator[Transcriber]:
    """The recogniser in use on this machine, for tests of the real engines."""
    try:
        transcriber = load_transcriber()
    except ModelsError as error:
        pytest.skip(f"no recogniser: {error}")
    yield transcriber
    transcriber.close()
