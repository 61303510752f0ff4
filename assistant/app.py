"""The composition root: the one place that picks concrete parts and joins them.

``open_cabin`` gives a whole car to talk to: a bus, the virtual car on its other end when the
bus is this process's own, the vehicle behind its gate, and the dialogue.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from uuid import uuid4

from assistant.config import Config
from assistant.dialogue.turn import Dialogue
from assistant.request import Context
from assistant.skills import SKILLS
from assistant.understanding.cascade import Cascade
from assistant.understanding.grammar import PlanGrammar
from assistant.understanding.phrases import PhraseBook
from models import LanguageModel, ModelsError, active_language_model
from vehicle_bus import Vehicle, VirtualVehicle, open_bus, open_vehicle

OWN_INTERFACE = "virtual"


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
    model_problem: ModelsError | None = None
    """Why there is no language model, if there is none."""


@contextmanager
def open_cabin(config: Config, mode: Mode = Mode.CASCADE) -> Iterator[Cabin]:
    """Everything running, and everything closed again at the end."""
    own = config.bus.interface == OWN_INTERFACE
    channel = config.bus.channel or uuid4().hex
    virtual = VirtualVehicle(open_bus(OWN_INTERFACE, channel)) if own else None
    vehicle = open_vehicle(config.bus.interface, channel, config.bus.mapping)
    model, problem = _model(config, mode)
    phrases = PhraseBook(SKILLS) if mode is not Mode.MODEL else None
    understanding = Cascade(PlanGrammar(SKILLS), phrases, model)
    try:
        if virtual is not None:
            virtual.start()
        vehicle.start()
        yield Cabin(vehicle, Dialogue(understanding, vehicle), virtual, problem)
    finally:
        vehicle.close()
        if virtual is not None:
            virtual.close()
        if model is not None:
            model.close()


def _model(config: Config, mode: Mode) -> tuple[LanguageModel | None, ModelsError | None]:
    """A missing or damaged model costs the wishes no phrase fits, not the car."""
    if mode is Mode.PHRASES:
        return None, None
    try:
        return active_language_model(config.model.threads), None
    except ModelsError as error:
        if mode is Mode.MODEL:
            raise
        return None, error


def arrange(cabin: Cabin, context: Context) -> None: ...
