"""The composition root: the one place that picks concrete parts and joins them.

``open_cabin`` gives a whole car to talk to: a bus, the virtual car on its other end when the
bus is this process's own, the vehicle behind its gate, and the dialogue.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from assistant.config import Config, ModelSection
from assistant.dialogue.turn import Dialogue
from assistant.errors import ConfigError, ExtrasError
from assistant.extras import Extras, extras_of
from assistant.health import CarCare
from assistant.messages import Transcript
from assistant.remembering import DriverMemory
from assistant.request import Context
from assistant.senses import Senses
from assistant.skills import SKILLS
from assistant.speech.proposing import Wishes
from assistant.speech.recording import read_recording
from assistant.understanding.cascade import Cascade
from assistant.understanding.grammar import PlanGrammar
from assistant.understanding.lessons import Lessons
from assistant.understanding.phrases import PhraseBook
from assistant.understanding.recollection import Recollection
from models import (
    LanguageModel,
    ModelsError,
    Slot,
    Slots,
    active_language_model,
    language_model_of,
)
from personalization import PersonalizationError, drivers_at
from vehicle_bus import DbcCodec, PythonCanBus, Vehicle, VirtualVehicle, Zone, load_mapping

OWN_INTERFACE = "virtual"
_IN_USE = "in_use"
_FIRST_REPORTS_S = 2.0


class Mode(StrEnum):
    """Which part of the understanding answers; the figures are given for each."""

    CASCADE = "cascade"
    MODEL = "model"
    PHRASES = "phrases"


@dataclass(frozen=True, slots=True)
class Cabin:
    """A car to talk to. ``virtual`` is None when the ECUs are not in this process."""

    vehicle: Vehicle
    dialogue: Dialogue
    virtual: VirtualVehicle | None
    senses: Senses
    memory: DriverMemory
    model_problem: ModelsError | None = None
    """Why there is no language model, if there is none."""
    memory_problem: PersonalizationError | None = None
    """Why nobody's memory could be opened, if it could not."""
    extras_problem: ExtrasError | None = None
    """Why the phrases, rules and sentences of the release are not used, if they are not."""

    def hear(self, recording: Path, speaker: Zone) -> Transcript:
        """A recorded utterance; RecordingError or ModelsError if it cannot be heard."""
        channels = read_recording(recording)
        return self.senses.ear.hear_recording(
            channels, self.senses.detector, self.vehicle.refresh(), speaker
        )

    def arrange(self, context: Context) -> None:
        """Bring the virtual car to its start state plus a context, and have that reported."""
        self._simulated.arrange(**context.of_the_car())
        self.vehicle.catch_up()

    def adjust(self, context: Context) -> None:
        """Change only what the context says, as when something happens between two turns."""
        self._simulated.adjust(**context.of_the_car())
        self.vehicle.catch_up()

    @property
    def _simulated(self) -> VirtualVehicle:
        if self.virtual is None:
            raise ConfigError("Only the virtual car of this process can be arranged.")
        return self.virtual


@contextmanager
def open_cabin(
    config: Config, mode: Mode = Mode.CASCADE, model: LanguageModel | None = None
) -> Iterator[Cabin]:
    """Everything running, and everything closed again at the end, a ``model`` given here too.

    None: the model in use on this machine, if the mode wants one.
    """
    interface = config.bus.interface
    channel = uuid4().hex if interface == OWN_INTERFACE else config.bus.channel
    with ExitStack() as stack:
        problem = None
        if model is None:
            model, problem = _model(config, mode)
        if model is not None:
            stack.callback(model.close)
        virtual = None
        if interface == OWN_INTERFACE:
            bus = PythonCanBus(OWN_INTERFACE, channel)
            stack.callback(bus.close)
            virtual = stack.enter_context(VirtualVehicle(bus))
        codec = DbcCodec(load_mapping(config.bus.mapping)) if config.bus.mapping else None
        vehicle = stack.enter_context(Vehicle(lambda: PythonCanBus(interface, channel), codec))
        vehicle.await_reports(_FIRST_REPORTS_S)
        vehicle.refresh()
        extras, extras_problem = _extras(config.model)
        phrases = PhraseBook(extras.skills)
        senses = Senses(config, Wishes(phrases.plain, phrases.is_phrase), extras.sentences)
        stack.callback(senses.close)
        first = phrases if mode is not Mode.MODEL else None
        grammar = PlanGrammar(SKILLS)
        cascade = Cascade(grammar, first, model)
        rest = Recollection(cascade)
        understanding = Lessons(grammar, rest) if first is not None else cascade
        memory = DriverMemory(drivers_at(config.driver.home))
        stack.callback(memory.close)
        locked = _seat_driver(memory, config)
        care = CarCare(vehicle)
        dialogue = Dialogue(understanding, vehicle, memory, rules=extras.rules, care=care)
        yield Cabin(vehicle, dialogue, virtual, senses, memory, problem, locked, extras_problem)


def _seat_driver(memory: DriverMemory, config: Config) -> PersonalizationError | None:
    """A memory that does not open costs what was remembered, not the car: a guest drives."""
    try:
        memory.seat_whoever_drives(config.driver.name)
    except PersonalizationError as error:
        return error
    return None


def _model(config: Config, mode: Mode) -> tuple[LanguageModel | None, ModelsError | None]:
    """A missing or damaged model costs the wishes no phrase fits, not the car; but one on trial
    has to start."""
    if mode is Mode.PHRASES:
        return None, None
    try:
        return _release(config.model), None
    except ModelsError as error:
        if mode is Mode.MODEL or config.model.release != _IN_USE:
            raise
        return None, error


def _slot(chosen: ModelSection) -> Slot | None:
    """Of the release to use; None: the program as delivered."""
    if chosen.release == _IN_USE:
        return Slots(chosen.home).in_use
    return None if chosen.release == "delivered" else Slot(chosen.release)


def _extras(chosen: ModelSection) -> tuple[Extras, ExtrasError | None]:
    """What a release brings that cannot be used costs that alone; but not one on trial."""
    try:
        return extras_of(chosen.home, _slot(chosen)), None
    except ExtrasError as error:
        if chosen.release != _IN_USE:
            raise
        return Extras(), error


def _release(chosen: ModelSection) -> LanguageModel:
    if chosen.release == _IN_USE:
        return active_language_model(chosen.threads, chosen.home)
    return language_model_of(_slot(chosen), chosen.threads, chosen.home)
