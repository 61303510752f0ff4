"""What drivers say, counted word by word: the file ``assistant/speech/expectation.txt``.

    python -m models.training.expectation

Counts the taught lines that are spoken to a car, with numbers as ``#`` and names of people,
places and what can be played as ``@``; what is only overheard is left out. A line of the file is
a count and one to three words. The same seeds give the same file.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from models.training.seeds import fill, read_seeds
from models.training.slots import SlotValues

OUT = Path(__file__).parents[2] / "assistant/speech/expectation.txt"

_NOT_TO_THE_CAR = ("overheard", "noaction")
_NAMES = frozenset(
    {"contact", "firstname", "lastname", "relation", "city", "savedplace", "street"}
    | {"artist", "playlist", "station", "podcast"}
)
_NUMBER = re.compile(r"\d+(?:[.:]\d+)*")
_LEAST = (1, 2, 3)
"""How often one, two and three words must come together to be worth their room."""


def lines() -> Iterator[tuple[str, ...]]:
    """Every line in the words that are counted, with its beginning and its end."""
    values, dice = SlotValues(), random.Random(4)  # noqa: S311 - no secret
    for seed in read_seeds():
        if seed.place.startswith(_NOT_TO_THE_CAR):
            continue
        said = {n: "@" if n in _NAMES else values.draw(n, dice) for n in seed.slots}
        words = fill(" ".join(seed.words), said).split()
        yield ("<s>", *(_NUMBER.sub("#", word) for word in words), "</s>")


def counts() -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for line in lines():
        for length in range(1, len(_LEAST) + 1):
            found.update(line[at : at + length] for at in range(len(line) - length + 1))
    return found


def main() -> None:
    kept = [(words, n) for words, n in sorted(counts().items()) if n >= _LEAST[len(words) - 1]]
    text = "".join(f"{n} {' '.join(words)}\n" for words, n in kept)
    OUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
