"""Frequent replies as sound on disk, so that they need not be made again.

One rule: a text is kept only if every word of the whole reply is in ``OWN_WORDS``. That list holds
what the assistant says by itself - parts of the car, states, numbers - and none of the words that
lead in what somebody else wrote ("calling", "route", "playing", "writes", "found"...). So a
reply with a name, a place, a title or a message is refused as a whole, even where a part of it
would pass.

Files are named by a digest of voice, pace and text; a damaged one is made again. What cannot be
written is not kept, and nothing else changes.
"""

import hashlib
import os
import re
import struct
import tempfile
from pathlib import Path

import numpy as np

from assistant.speech.own_words import OWN_WORDS
from models import Sound

_LONGEST_CHARACTERS = 80
_MOST_BYTES = 16 * 2**20
_MAGIC = b"phrase1\n"
_HEADER = struct.Struct("<8s32sI")
_SUFFIX = ".phrase"
_FULL_SCALE = 32767.0
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def is_common(spoken: str) -> bool:
    """Whether a whole reply, in spoken form, is made of the assistant's own words alone."""
    words = _WORD.findall(spoken.lower())
    return bool(words) and all(word.removesuffix("'s") in OWN_WORDS for word in words)


class PhraseCache:
    """Below ``folder``; the phrases unused for longest go when it grows beyond ``most_bytes``."""

    def __init__(self, folder: Path, most_bytes: int = _MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def get(self, voice: str, pace: float, text: str) -> Sound | None:
        path = self._path(voice, pace, text)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        sound = _unpacked(content)
        try:
            if sound is None:
                path.unlink()
            else:
                os.utime(path)
        except OSError:
            return sound
        return sound

    def put(self, voice: str, pace: float, text: str, sound: Sound) -> None:
        """``text`` comes from a reply that ``is_common``; longer ones are not kept."""
        if len(text) > _LONGEST_CHARACTERS or not is_common(text):
            return
        content = _packed(sound)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            self._make_room(len(content))
            self._write(self._path(voice, pace, text), content)
        except OSError:
            return

    def clear(self) -> None:
        for path in self._folder.glob(f"*{_SUFFIX}"):
            path.unlink(missing_ok=True)

    def _path(self, voice: str, pace: float, text: str) -> Path:
        named = "\0".join((voice, f"{pace:g}", text)).encode("utf-8", "surrogatepass")
        return self._folder / (hashlib.sha256(named).hexdigest() + _SUFFIX)

    def _make_room(self, size: int) -> None:
        kept = [(path.stat(), path) for path in self._folder.glob(f"*{_SUFFIX}")]
        kept.sort(key=lambda entry: entry[0].st_mtime_ns)
        total = size + sum(status.st_size for status, _ in kept)
        for status, path in kept:
            if total <= self._most_bytes:
                return
            path.unlink(missing_ok=True)
            total -= status.st_size

    def _write(self, path: Path, content: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


def _packed(sound: Sound) -> bytes:
    pcm = (np.clip(sound.samples, -1.0, 1.0) * _FULL_SCALE).astype("<i2").tobytes()
    return _HEADER.pack(_MAGIC, hashlib.sha256(pcm).digest(), sound.rate_hz) + pcm


def _unpacked(content: bytes) -> Sound | None:
    if len(content) <= _HEADER.size:
        return None
    magic, digest, rate_hz = _HEADER.unpack_from(content)
    pcm = content[_HEADER.size :]
    if magic != _MAGIC or not rate_hz or hashlib.sha256(pcm).digest() != digest:
        return None
    return Sound(np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(_FULL_SCALE), rate_hz)
