"""One command spoken once: what was heard and what came of it, kept on disk as lines of JSON.

Results are kept by voice, condition and the digests of the code that heard and did, so a run that
was broken off goes on where it stood, and one after a change of settings starts anew.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from assistant import Cabin
from assistant.messages import Transcript
from benchmarks.speech import conditions, hearing
from benchmarks.speech.conditions import Surroundings
from benchmarks.speech.corpus import Command
from benchmarks.speech.hearing import Deed
from benchmarks.speech.speaker import Speaker
from models import HEARING_RATE_HZ, HeardWord
from vehicle_bus import Zone

KEPT = Path(".codriver/benchmarks/speech/heard")


@dataclass(frozen=True, slots=True)
class Heard:
    """A transcript as it is kept; ``text`` is empty when it was no speech."""

    command: str
    group: str
    voice: str
    kind: str
    condition: str
    noise: str
    duration_s: float
    text: str = ""
    is_speech: bool = False
    is_unclear: bool = False
    confidence: float = 0.0
    renamed: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, float], ...] = ()
    hear_ms: float = 0.0

    @property
    def transcript(self) -> Transcript | None:
        if not self.is_speech:
            return None
        return Transcript(
            self.text,
            Zone.DRIVER,
            self.confidence,
            tuple(HeardWord(text, probability) for text, probability in self.words),
            self.renamed,
            self.hear_ms,
            is_unclear=self.is_unclear,
        )


@dataclass(frozen=True, slots=True)
class Trial:
    heard: Heard
    typed: Deed
    spoken: Deed | None
    """None: nothing was heard, so nothing was done."""

    @property
    def is_done(self) -> bool:
        return self.spoken is not None and self.spoken.same_as(self.typed)

    @property
    def is_partly_done(self) -> bool:
        """Some of what was wanted and nothing else."""
        return self._acted and not self.is_done and not self.is_wrong

    @property
    def is_wrong(self) -> bool:
        """The car did something that nobody asked for."""
        return self._acted and not set(self._actions) <= set(self.typed.actions)

    @property
    def is_asked_again(self) -> bool:
        """It was heard, nothing was done, and the person has to say more."""
        return self.spoken is not None and not self.is_done and not self._acted

    @property
    def _acted(self) -> bool:
        return self.spoken is not None and self.spoken.acted

    @property
    def _actions(self) -> tuple[str, ...]:
        return self.spoken.actions if self.spoken is not None else ()


def trials(
    cabin: Cabin,
    speakers: Sequence[Speaker],
    commands: Sequence[Command],
    surroundings: Surroundings,
    ratios_db: Sequence[int | None] = conditions.RATIOS_DB,
) -> Iterator[Trial]:
    """Every command by every voice at every ratio."""
    typed = [hearing.do(cabin, command) for command in commands]
    for speaker in speakers:
        for ratio_db in ratios_db:
            heard = _heard(cabin, speaker, commands, surroundings, ratio_db)
            for command, wanted, one in zip(commands, typed, heard, strict=True):
                spoken = one.transcript
                deed = None if spoken is None else hearing.do(cabin, command, spoken)
                yield Trial(one, wanted, deed)


def _heard(
    cabin: Cabin,
    speaker: Speaker,
    commands: Sequence[Command],
    surroundings: Surroundings,
    ratio_db: int | None,
) -> Iterator[Heard]:
    condition = conditions.name(ratio_db)
    file = _file(speaker, condition)
    known = {(one.group, one.command): one for one in _read(file)}
    for command in commands:
        one = known.get((command.group, command.text))
        if one is None:
            kind = conditions.noise_of(command.number, speaker.number, ratio_db)
            said = speaker.sound(command.text)
            samples = surroundings.around(said, kind, ratio_db, command.number)
            one = Heard(
                command.text,
                command.group,
                speaker.name,
                speaker.kind,
                condition,
                kind,
                len(said) / HEARING_RATE_HZ,
            )
            one = _with(one, hearing.hear(cabin, command, samples))
            with file.open("a", encoding="utf-8") as lines:
                lines.write("\n" + json.dumps(asdict(one)))
        yield one


def _with(one: Heard, heard: Transcript | None) -> Heard:
    if heard is None:
        return one
    return replace(
        one,
        text=heard.text,
        is_speech=True,
        is_unclear=heard.is_unclear,
        confidence=heard.confidence,
        renamed=heard.renamed,
        words=tuple((word.text, word.probability) for word in heard.words),
        hear_ms=heard.hear_ms or 0.0,
    )


def _file(speaker: Speaker, condition: str) -> Path:
    KEPT.mkdir(parents=True, exist_ok=True)
    voice = hashlib.sha256(speaker.digest.encode()).hexdigest()[:8]
    of = f"{speaker.name}-{voice}-{condition.replace(' ', '')}-{hearing.hearing_digest()}"
    return KEPT / f"{of}.jsonl"


def _read(file: Path) -> Iterator[Heard]:
    """What was kept; a line that was broken off is left out and heard again."""
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        words = tuple((text, probability) for text, probability in row.pop("words"))
        renamed = tuple((before, after) for before, after in row.pop("renamed"))
        yield Heard(**row, words=words, renamed=renamed)
