"""A spoken conversation beside the typed one, in a thread of its own.

The engines are loaded in that thread, and only once there is a microphone, so that typing never
waits for them. Should the thread end, whatever ended it is told, and typing goes on.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.app import Cabin
from assistant.config import Config
from assistant.errors import AssistantError, MicrophoneError
from assistant.messages import Turn
from assistant.speech.device import Loudspeaker, Microphone
from assistant.speech.lock import ListeningLock
from assistant.talk.inlet import RETRY_S
from assistant.talk.joining import Place, join
from assistant.talk.loop import Talk
from assistant.talk.session import Session
from assistant.talk.state import Activation, State, View
from assistant.talk.workers import threads
from models import DEFAULT_HOME, ModelsError

_ENDED = "I cannot hear any more, please type"
_TYPE = "Type instead, until there is one."

Devices = tuple[Microphone, Loudspeaker]


def hardware() -> Devices:
    """The microphone and the loudspeaker of this machine, not opened yet."""
    from assistant.speech.miniaudio_device import (  # noqa: PLC0415 - slow, and not for typing
        MiniaudioLoudspeaker,
        MiniaudioMicrophone,
    )

    return MiniaudioMicrophone(ListeningLock(DEFAULT_HOME)), MiniaudioLoudspeaker()


class Live:
    def __init__(
        self,
        cabin: Cabin,
        config: Config,
        session: Session,
        view: View,
        devices: Callable[[], Devices],
    ) -> None:
        self._cabin = cabin
        self._config = config
        self._session = session
        self._view = view
        self._devices = devices
        self._talk: Talk | None = None
        self._is_left = threading.Event()
        self._thread = threading.Thread(target=self._lead, name="talk", daemon=True)

    def push(self) -> None:
        """The button."""
        talk = self._talk
        if talk is not None:
            talk.push()
        else:
            self._view.notice("I am not listening.")

    @property
    def is_quiet(self) -> bool:
        """Nobody speaks, and nothing that was said is being worked on."""
        talk = self._talk
        return talk is None or talk.is_quiet

    def tell(self, turn: Turn) -> None:
        """Show and say a turn that the car began. Any thread."""
        talk = self._talk
        if talk is not None:
            talk.tell(turn)
        else:
            self._view.turn(turn)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._is_left.set()
        talk = self._talk
        if talk is not None:
            talk.leave()
        self._thread.join()

    def _lead(self) -> None:
        try:
            self._converse()
        except (AssistantError, ModelsError) as error:
            self._view.notice(f"{_ENDED}: {error} ({error.code})")
        except Exception:  # noqa: BLE001 - the edge: a thread must not die unseen
            self._view.notice(f"{_ENDED}. (speech.broken)")
        finally:
            self._talk = None

    def _converse(self) -> None:
        microphone, loudspeaker = self._devices()
        if not self._waited_for(microphone):
            return
        place = Place(
            self._cabin,
            self._config,
            self._session,
            self._view,
            microphone,
            loudspeaker,
            time.monotonic,
            is_recording=False,
        )
        with threads() as workers:
            parts = join(place, workers, Activation(self._config.speech.activation))
            talk = self._talk = Talk(parts)
            if parts.wake is not None:
                self._view.notice(f'Say "{parts.wake.phrase}", or press Enter, and speak.')
            if not self._is_left.is_set():
                talk.run()

    def _waited_for(self, microphone: Microphone) -> bool:
        """Whether there is a microphone; False if the conversation was left before."""
        was_told = False
        while not self._is_left.is_set():
            try:
                microphone.open()
                microphone.close()
            except MicrophoneError as error:
                if not was_told:
                    self._view.notice(f"{error} {_TYPE} ({error.code})")
                    self._view.state(State.DEAF)
                was_told = True
                self._is_left.wait(RETRY_S)
            else:
                return True
        return False


@contextmanager
def beside(
    cabin: Cabin,
    config: Config,
    session: Session,
    view: View,
    devices: Callable[[], Devices] = hardware,
) -> Iterator[Live]:
    """A spoken conversation for as long as the typed one lasts."""
    live = Live(cabin, config, session, view, devices)
    live.start()
    try:
        yield live
    finally:
        live.close()
