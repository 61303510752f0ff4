"""Hand-written utterances and the answers to them, read from ``seeds/*.txt``.

A line is ``[scene | ] utterance => answer``; ``{name}`` stands for a value of the slot of that
name, the same one wherever it appears in the line. Words are in the one spelling when they
leave here, with each slot as one word of its own (``slot0NAME``), so that whoever rearranges
words cannot tear a value apart.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from models.text import normalise
from models.training.errors import SeedError

SEEDS = Path(__file__).parent / "seeds"

_SLOT = re.compile(r"\{([a-z]+)\}")
_SLOT_WORD = re.compile(r"slot0([a-z]+)")
_TEXT_STARTS_AFTER = {
    "play": 2,
    **dict.fromkeys(("nav", "search", "via", "unvia", "save", "call", "message"), 1),
    **dict.fromkeys(("remember", "forget", "driver", "code"), 1),
}
_NO_ACTION = frozenset({"nothing", "chat", "unsupported", "clarify", "unsafe"})


@dataclass(frozen=True, slots=True)
class Seed:
    """One taught line."""

    heading: str
    scene: str
    """What went before, in the notation, or empty."""
    words: tuple[str, ...]
    answer: tuple[str, ...]
    place: str
    """File and line."""

    @property
    def slots(self) -> tuple[str, ...]:
        found = _SLOT_WORD.findall(" ".join((self.scene, *self.words, *self.answer)))
        return tuple(dict.fromkeys(found))

    @property
    def acts(self) -> bool:
        return self.answer[0] not in _NO_ACTION


def fill(line: str, values: dict[str, str]) -> str:
    """The line with each slot word replaced by its value."""
    return _SLOT_WORD.sub(lambda match: values[match[1]], line)


def wishes(answer: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The wishes of an answer, each without the word that marks a correction."""
    parts = " ".join(answer).split(" ; ")
    return [tuple(part.removeprefix("instead ").split()) for part in parts]


def spans(answer: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The runs of words in an answer that must stand in the utterance just so."""
    found: list[tuple[str, ...]] = []
    for wish in wishes(answer):
        start = _TEXT_STARTS_AFTER.get(wish[0])
        if start is None:
            continue
        parts = " ".join(wish[start:]).split(" : ")
        found.extend(tuple(part.split()) for part in parts if part)
    return found


def is_copied(words: tuple[str, ...], answer: tuple[str, ...]) -> bool:
    """Every text of the answer is one unbroken run of the words said."""
    said = f" {' '.join(words)} "
    return all(f" {' '.join(span)} " in said for span in spans(answer))


def read_seeds(folder: Path = SEEDS) -> tuple[Seed, ...]:
    """All seeds of a folder, in the order of its files and lines."""
    return tuple(seed for file in sorted(folder.glob("*.txt")) for seed in _read_file(file))


def _read_file(file: Path) -> list[Seed]:
    found: list[Seed] = []
    heading = file.stem
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("## "):
            heading = line[3:].strip()
        elif line.strip() and not line.startswith("#"):
            found.append(_parse(line, heading, f"{file.name}:{number}"))
    return found


def _parse(line: str, heading: str, place: str) -> Seed:
    said, arrow, answer = _SLOT.sub(r"slot0\1", line).rpartition("=>")
    scene, bar, utterance = said.rpartition("|")
    words = normalise(utterance).words
    seed = Seed(heading, scene.strip(), words, tuple(answer.split()), place)
    if not arrow or not words or not seed.answer or bool(bar) != bool(seed.scene):
        raise SeedError(f"{place} is not '[scene | ] utterance => answer'")
    return seed
