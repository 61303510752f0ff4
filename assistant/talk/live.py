"""A spoken conversation beside the typed one, in a thread of its own.

The engines are loaded in that thread, so that typing never waits for them. Should the thread
end, whatever ended it is told, and typing goes on.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.app import Cabin
from assistant.config import Config
from assistant.errors import AssistantError
from assistant.speech.lock import ListeningLock
from assistant.talk.joining import Place, join
from assistant.talk.loop import Talk
from assistant.talk.session import Session
from assistant.talk.state import Activation, View
from assistant.talk.workers import threads
from models import DEFAULT_HOME, ModelsError

_ENDED = "I cannot hear any more, please type"


class Live:
    def __init__(self, cabin: Cabin, config: Config, session: Session, view: View) -> None:
        self._cabin = cabin
        self._config = config
        self._session = session
        self._view = view
        self._talk: Talk | None = None
        self._is_left = threading.Event()
        self._thread = threading.Thread(target=self._lead, name="talk", daemon=True)

    def push(self) -> None:
        """The button."""
        if self._talk is not None:
            self._talk.push()
        else:
            self._view.notice("I am not listening yet.")

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._is_left.set()
        if self._talk is not None:
            self._talk.leave()
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
        from assistant.speech.miniaudio_device import (  # noqa: PLC0415 - slow, and not for typing
            MiniaudioLoudspeaker,
            MiniaudioMicrophone,
        )

        place = Place(
            self._cabin,
            self._config,
            self._session,
            self._view,
            MiniaudioMicrophone(ListeningLock(DEFAULT_HOME)),
            MiniaudioLoudspeaker(),
            time.monotonic,
            is_recording=False,
        )
        with threads() as workers:
            parts = join(place, workers, Activation(self._config.speech.activation))
            talk = Talk(parts)
            self._talk = talk
            if self._is_left.is_set():
                return
            if parts.wake is not None:
                self._view.notice(f'Say "{parts.wake.phrase}", or press Enter, and speak.')
            talk.run()


@contextmanager
def beside(cabin: Cabin, config: Config, session: Session, view: View) -> Iterator[Live]:
    """A spoken conversation for as long as the typed one lasts."""
    live = Live(cabin, config, session, view)
    live.start()
    try:
        yield live
    finally:
        live.close()
