"""Accents by espeak-ng, which rings like a machine but pronounces in other ways than the others.

The library keeps one state for the whole process: voice and pace are set before every sentence,
one thread at a time, and it is never given back. The same sentence comes out some samples longer
or shorter the next time, so whoever compares keeps what was said.
"""

import ctypes
import threading
from functools import cache

import espeakng_loader
import numpy as np

from models import Samples, Sound

_RETRIEVAL = 1
"""Sound is handed to a callback, and only when the call is over the call returns."""
_UTF8 = 1
_RATE_PARAMETER = 1
_FULL_SCALE = 32768.0
_lock = threading.Lock()


class EspeakLibrary:
    """The one library of this process; take it from ``espeak``."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self._rate_hz: int = self._library.espeak_Initialize(_RETRIEVAL, 0, data, 0)
        if self._rate_hz <= 0:
            raise OSError("espeak-ng does not start")
        self._parts: list[Samples] = []
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
        self._callback = kind(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        version = self._library.espeak_Info
        version.restype = ctypes.c_char_p
        self.version: str = version(None).decode()

    def say(self, text: str, voice: str, words_per_minute: int) -> Sound:
        said = text.encode()
        with _lock:
            self._parts.clear()
            self._set(voice, words_per_minute)
            size = ctypes.c_size_t(len(said) + 1)
            if self._library.espeak_Synth(said, size, 0, 1, 0, _UTF8, None, None):
                raise OSError(f"espeak-ng does not say this: {text}")
            self._library.espeak_Synchronize()
            return Sound(np.concatenate(self._parts), self._rate_hz)

    def _set(self, voice: str, words_per_minute: int) -> None:
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise OSError(f"espeak-ng has no voice {voice}")
        self._library.espeak_SetParameter(_RATE_PARAMETER, words_per_minute, 0)

    def _take(self, address: int | None, count: int, _events: int) -> int:
        if address is not None and count > 0:
            said = np.frombuffer(ctypes.string_at(address, 2 * count), dtype=np.int16)
            self._parts.append(said.astype(np.float32) / _FULL_SCALE)
        return 0


@cache
def espeak() -> EspeakLibrary:
    return EspeakLibrary()
