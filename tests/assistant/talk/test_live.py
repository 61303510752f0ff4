"""The spoken conversation beside the typed one: it may be missing, it may break, typing goes on."""

import threading
from dataclasses import replace

from assistant.config import Config
from assistant.senses import Senses
from assistant.speech.proposing import Wishes
from assistant.talk.live import Devices, beside
from assistant.talk.session import Session
from assistant.talk.state import State
from tests.assistant.talk.cast import Watcher
from tests.assistant.talk.test_inlet import UnpluggableLoudspeaker, UnpluggableMicrophone
from tests.conftest import Car

_LONGEST_S = 20.0


class Listening(Watcher):
    """Tells when something was said to the person in front."""

    def __init__(self) -> None:
        super().__init__()
        self.was_told = threading.Event()

    def notice(self, text: str) -> None:
        super().notice(text)
        self.was_told.set()


def _unplugged() -> Devices:
    microphone = UnpluggableMicrophone()
    microphone.is_plugged_in = False
    return microphone, UnpluggableLoudspeaker()


def _broken() -> Devices:
    raise RuntimeError("a bug in a driver")


def test_without_a_microphone_typing_goes_on_and_nothing_is_loaded(car: Car) -> None:
    view, session = Listening(), Session(car.cabin.dialogue)
    with beside(car.cabin, Config(), session, view, _unplugged) as live:
        assert view.was_told.wait(_LONGEST_S)
        live.push()
    assert view.notices == [
        "There is no microphone. Type instead, until there is one. (speech.microphone)",
        "I am not listening.",
    ]
    assert view.states == [State.DEAF]
    assert "ear" not in vars(car.cabin.senses)


def test_a_thread_does_not_die_unseen(car: Car) -> None:
    view = Listening()
    with beside(car.cabin, Config(), Session(car.cabin.dialogue), view, _broken):
        assert view.was_told.wait(_LONGEST_S)
    assert view.notices == ["I cannot hear any more, please type. (speech.broken)"]


def test_without_a_recogniser_typing_goes_on(car: Car) -> None:
    missing = Config.model_validate({"speech": {"recogniser": "no-such-card"}})
    cabin = replace(car.cabin, senses=Senses(missing, Wishes((), lambda text: False)))
    view = Listening()

    def devices() -> Devices:
        return UnpluggableMicrophone(), UnpluggableLoudspeaker()

    with beside(cabin, missing, Session(cabin.dialogue), view, devices):
        assert view.was_told.wait(_LONGEST_S)
    assert view.notices[0].startswith("I cannot hear any more, please type: no model is called")
    assert view.notices[0].endswith("(models.unknown)")
