"""Microphones and loudspeakers of this machine, through miniaudio: no system package is needed.

Devices are asked for 48 kHz and brought to ``HEARING_RATE_HZ`` here, because miniaudio's own
conversion lets what is above 8 kHz through. Closing frees the device and its connection. Whatever
goes wrong is a MicrophoneError or a LoudspeakerError with a sentence; a lost device may be opened
again at any time.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import miniaudio

from assistant.errors import LoudspeakerError, MicrophoneError, SpeechError
from assistant.speech.lock import ListeningLock
from assistant.speech.stream import DEVICE_RATE_HZ, Intake, LostError, Outlet
from models import Samples, Sound

Backends = Sequence[miniaudio.Backend]

_SILENT_BACKENDS = (miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM)
HARDWARE: Backends = tuple(
    backend
    for backend in miniaudio.Backend
    if backend in miniaudio.get_enabled_backends() and backend not in _SILENT_BACKENDS
)
"""Every way to real devices, in miniaudio's order; never the one that only pretends."""
_NO_DEVICE_NAMES = ("Discard all samples",)
"""How ALSA calls a device that is none."""
_PERIOD_MS = 20
_PERIODS = 2
_REASONS = {
    miniaudio.lib.MA_BUSY: "another program is using it",
    miniaudio.lib.MA_ACCESS_DENIED: "this program is not allowed to use it",
    miniaudio.lib.MA_DOES_NOT_EXIST: "it is not there",
    miniaudio.lib.MA_NO_DEVICE: "it is not there",
    miniaudio.lib.MA_NO_BACKEND: "this machine has no sound system",
    miniaudio.lib.MA_FORMAT_NOT_SUPPORTED: "it has no format that can be used",
    miniaudio.lib.MA_INVALID_ARGS: "it has no format that can be used",
}


class MiniaudioMicrophone:
    """``name``: part of a device's name, None for the one the system prefers. ``channels``: one
    for each seat; a device with another number of them is spread or mixed."""

    def __init__(
        self,
        lock: ListeningLock,
        name: str | None = None,
        channels: int = 1,
        backends: Backends = HARDWARE,
    ) -> None:
        self._lock = lock
        self._name = name
        self._channels = channels
        self._backends = list(backends)
        self._intake = Intake(channels)
        self._device: _Capture | None = None

    @property
    def is_over(self) -> bool:
        return False

    @property
    def overruns(self) -> int:
        """Chunks of 20 ms that were lost since it was opened, because nobody read them."""
        return self._intake.overruns

    def open(self) -> None:
        self.close()
        self._lock.take()
        try:
            self._open()
        except MicrophoneError:
            self.close()
            raise

    def read(self, timeout_s: float) -> Samples | None:
        if self._device is None:
            raise MicrophoneError("The microphone is closed.")
        try:
            return self._intake.read(timeout_s)
        except LostError as error:
            raise MicrophoneError("The microphone stopped; it may be unplugged.") from error

    def close(self) -> None:
        if self._device is not None:
            self._device.close()
            self._device = None
        self._lock.give_back()

    def _open(self) -> None:
        with _told(MicrophoneError, "microphone"):
            device_id = _found(_Devices(self._backends).get_captures(), self._name)
            self._device = _Capture(device_id=device_id, **self._wanted())
            self._intake = Intake(self._channels)
            self._device.start(_started(_taking_in(self._intake)))

    def _wanted(self) -> dict[str, Any]:
        return {
            "input_format": miniaudio.SampleFormat.FLOAT32,
            "nchannels": self._channels,
            "sample_rate": DEVICE_RATE_HZ,
            "buffersize_msec": _PERIOD_MS,
            "backends": self._backends,
        }


class MiniaudioLoudspeaker:
    """``name``: part of a device's name, None for the one the system prefers.

    ``hush`` is heard when what the device holds already is over: at most two periods, 40 ms.
    """

    def __init__(self, name: str | None = None, backends: Backends = HARDWARE) -> None:
        self._name = name
        self._backends = list(backends)
        self._outlet = Outlet()
        self._device: _Playback | None = None

    @property
    def pending_s(self) -> float:
        return self._outlet.pending_s

    def open(self) -> None:
        self.close()
        try:
            self._open()
        except LoudspeakerError:
            self.close()
            raise

    def play(self, sound: Sound) -> None:
        if self._device is None:
            raise LoudspeakerError("The loudspeaker is closed.")
        try:
            self._outlet.put(sound.at(DEVICE_RATE_HZ).samples)
        except LostError as error:
            raise LoudspeakerError("The loudspeaker stopped; it may be unplugged.") from error

    def hush(self) -> None:
        self._outlet.drop()

    def played(self) -> Samples:
        return self._outlet.played()

    def close(self) -> None:
        self._outlet.drop()
        if self._device is not None:
            self._device.close()
            self._device = None

    def _open(self) -> None:
        with _told(LoudspeakerError, "loudspeaker"):
            device_id = _found(_Devices(self._backends).get_playbacks(), self._name)
            self._device = _Playback(
                miniaudio.SampleFormat.FLOAT32,
                nchannels=1,
                sample_rate=DEVICE_RATE_HZ,
                buffersize_msec=_PERIOD_MS,
                device_id=device_id,
                callback_periods=_PERIODS,
                backends=self._backends,
            )
            self._outlet = Outlet()
            self._device.start(_started(_giving_out(self._outlet)))


class _FreedContext:
    """miniaudio keeps a device's connection to the sound system when the device is closed."""

    _context: Any = None

    def close(self) -> None:
        super().close()  # type: ignore[misc]
        context, self._context = self._context, None
        if context is not None:
            miniaudio.lib.ma_context_uninit(context)


class _Capture(_FreedContext, miniaudio.CaptureDevice):  # type: ignore[misc]
    pass


class _Playback(_FreedContext, miniaudio.PlaybackDevice):  # type: ignore[misc]
    pass


class _Devices(miniaudio.Devices):  # type: ignore[misc]
    _context = miniaudio.ffi.NULL
    """What is freed in the end, if no connection came about."""


class _MissingError(Exception):
    """No such device; the sentence goes on from "There is no microphone"."""


def _found(devices: list[dict[str, Any]], name: str | None) -> Any:
    """The device's id, None for the one that the system prefers."""
    real = [each for each in devices if not each["name"].startswith(_NO_DEVICE_NAMES)]
    if not real:
        raise _MissingError("")
    if name is None:
        return None
    for each in real:
        if name.casefold() in each["name"].casefold():
            return each["id"]
    raise _MissingError(f" called {name}, but {', '.join(each['name'] for each in real)}")


@contextmanager
def _told(error: type[SpeechError], what: str) -> Iterator[None]:
    try:
        yield
    except _MissingError as missing:
        raise error(f"There is no {what}{missing}.") from missing
    except miniaudio.MiniaudioError as failure:
        reason = _REASONS.get(failure.args[-1], "another program may be using it")
        raise error(f"The {what} cannot be opened: {reason}.") from failure


def _started(generator: Generator[Any, Any, None]) -> Generator[Any, Any, None]:
    """miniaudio wants a generator that waits for its first value."""
    next(generator)
    return generator


def _taking_in(intake: Intake) -> Generator[None, bytes, None]:
    try:
        while True:
            intake.put((yield))
    except Exception as error:  # noqa: BLE001 - told to whoever reads next
        intake.pulse.fail(error)


def _giving_out(outlet: Outlet) -> Generator[Samples | bytes, int, None]:
    samples: Samples | bytes = b""
    try:
        while True:
            samples = outlet.give((yield samples))
    except Exception as error:  # noqa: BLE001 - told to whoever plays next
        outlet.pulse.fail(error)
