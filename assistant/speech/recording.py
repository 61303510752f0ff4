"""Sound files: any that libsndfile reads, and the WAV files that hold our own replies.

What a file says of itself is not trusted: its length is checked before anything is read, and no
more is read than may be used, whatever the header says. Whether it holds speech is not asked here.
"""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile
import soxr

from assistant.errors import RecordingError
from models import HEARING_RATE_HZ, Samples

SOFTWARE = "codriver"
_RATES_HZ = range(4_000, 192_001)
_MOST_CHANNELS = 8
_UNKNOWN_FRAMES = 2**62
"""A stream that does not say how long it is gives a count above this."""
_SOUND_ERRORS = (soundfile.SoundFileError, RuntimeError, ValueError, TypeError, OSError)


def read_recording(path: Path, longest_s: float = 30.0) -> Samples:
    """Shape (n, channels) at ``HEARING_RATE_HZ``, -1 to 1, at least one sample.

    RecordingError ``recording.missing``, ``.unreadable``, ``.empty`` or ``.too_long``.
    """
    with _sound_file(path) as file:
        _check(file, path)
        most = int(longest_s * file.samplerate)
        if most < file.frames < _UNKNOWN_FRAMES:
            raise _too_long(path, longest_s)
        samples = file.read(most + 1, dtype="float32", always_2d=True)
        rate_hz = file.samplerate
    if len(samples) > most:
        raise _too_long(path, longest_s)
    if not len(samples):
        raise RecordingError("recording.empty", f"{path} holds no sound.")
    if not np.isfinite(samples).all():
        raise _unreadable(path, "holds values that are no sound")
    return _at_hearing_rate(np.clip(samples, -1, 1), rate_hz)


def write_recording(
    path: Path, samples: Samples, rate_hz: int, *, synthetic_voice: str | None
) -> None:
    """A WAV file of 16 bit, whole or not at all; ``samples``: shape (n,) or (n, channels).

    ``synthetic_voice`` names the voice that made speech in it, and the file says so of itself.
    RecordingError ``recording.unwritable``.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise _unwritable(path, "it is no ordinary file")
    try:
        _write_whole(target, samples, rate_hz, synthetic_voice)
    except _SOUND_ERRORS as error:
        raise _unwritable(path, _reason(error)) from error


@contextmanager
def _sound_file(path: Path) -> Iterator[soundfile.SoundFile]:
    # Opened without waiting: a pipe that nobody writes to would be waited for without end.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise RecordingError("recording.missing", f"There is no file {path}.") from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, "cannot be opened") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _unreadable(path, "is no ordinary file")
        with soundfile.SoundFile(descriptor, closefd=False) as file:
            yield file
    except _SOUND_ERRORS as error:
        raise _unreadable(path, "is no sound file that can be read") from error
    finally:
        os.close(descriptor)


def _check(file: soundfile.SoundFile, path: Path) -> None:
    if file.samplerate not in _RATES_HZ or not 1 <= file.channels <= _MOST_CHANNELS:
        raise _unreadable(
            path, f"has {file.channels} channels at {file.samplerate} Hz, which cannot be used"
        )


def _at_hearing_rate(samples: Samples, rate_hz: int) -> Samples:
    if rate_hz == HEARING_RATE_HZ:
        return samples
    heard: Samples = soxr.resample(samples, rate_hz, HEARING_RATE_HZ)
    return heard if len(heard) else samples[:1]


def _write_whole(target: Path, samples: Samples, rate_hz: int, voice: str | None) -> None:
    descriptor, name = tempfile.mkstemp(".part", f".{target.name}.", target.parent)
    part = Path(name)
    try:
        _write(descriptor, samples, rate_hz, voice)
        os.fsync(descriptor)
        part.replace(target)
    finally:
        os.close(descriptor)
        part.unlink(missing_ok=True)


def _write(descriptor: int, samples: Samples, rate_hz: int, voice: str | None) -> None:
    channels = samples.shape[1] if samples.ndim == 2 else 1
    with soundfile.SoundFile(
        descriptor, "w", rate_hz, channels, "PCM_16", format="WAV", closefd=False
    ) as file:
        file.software = SOFTWARE
        if voice is not None:
            file.artist = voice
            file.comment = f"Synthetic speech, spoken by the voice {voice}, not by a person"
        file.write(samples)


def _reason(error: Exception) -> str:
    return (error.strerror or "it failed") if isinstance(error, OSError) else "it is no sound"


def _unreadable(path: Path, why: str) -> RecordingError:
    return RecordingError("recording.unreadable", f"{path} {why}.")


def _unwritable(path: Path, why: str) -> RecordingError:
    return RecordingError("recording.unwritable", f"{path} cannot be written: {why}.")


def _too_long(path: Path, longest_s: float) -> RecordingError:
    return RecordingError("recording.too_long", f"{path} is longer than {longest_s:g} seconds.")
