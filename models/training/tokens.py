"""Words to token ids, as llama.cpp makes them of the vocabulary in a GGUF file.

The engine in the car and the training must cut every word alike; a test holds both to the same
ids. A word is cut alone, with the space before it, so a cut never depends on its neighbours.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import gguf

from models.training.errors import BaseModelError

Cut = Callable[[str], tuple[int, ...]]
Field = Callable[[str], Any]

_SPACE = "\u2581"
_NEWLINE = "\n"


class WordTokens:
    """The tokens of one GGUF file."""

    def __init__(self, base: Path) -> None:
        reader = gguf.GGUFReader(base)

        def field(name: str) -> Any:
            return reader.fields[f"tokenizer.ggml.{name}"].contents()

        kind = field("model")
        if kind not in _KINDS:
            raise BaseModelError(f"{base.name} cuts words in the unknown way {kind!r}")
        self._cut = _KINDS[kind](field)
        self.bos: int = field("bos_token_id")
        self.eos: int = field("eos_token_id")
        self.word = lru_cache(maxsize=None)(self._word)

    def prompt(self, text: str) -> list[int]:
        """A question to the model: its words, then a line's end."""
        return [self.bos, *self.words(text), *self._cut(_NEWLINE)]

    def answer(self, text: str) -> list[int]:
        return [*self.words(text), self.eos]

    def words(self, text: str) -> list[int]:
        return [token for word in text.split() for token in self.word(word)]

    def _word(self, word: str) -> tuple[int, ...]:
        return self._cut(" " + word)


class _SentencePieces:
    """Gemma's way: the neighbours whose union scores highest become one piece, again and again."""

    def __init__(self, field: Field) -> None:
        pieces, scores, kinds = field("tokens"), field("scores"), field("token_type")
        self._ids = {piece: index for index, piece in enumerate(pieces)}
        self._scores = {
            piece: score
            for piece, score, kind in zip(pieces, scores, kinds, strict=True)
            if kind != gguf.TokenType.CONTROL
        }

    def __call__(self, text: str) -> tuple[int, ...]:
        pieces = list(text.replace(" ", _SPACE))
        while (at := self._best_merge(pieces)) is not None:
            pieces[at : at + 2] = [pieces[at] + pieces[at + 1]]
        return tuple(self._ids[piece] for piece in pieces)

    def _best_merge(self, pieces: list[str]) -> int | None:
        """The leftmost of the pairs with the highest score."""
        best: int | None = None
        best_score = float("-inf")
        for at, (left, right) in enumerate(pairwise(pieces)):
            score = self._scores.get(left + right)
            if score is not None and score > best_score:
                best, best_score = at, score
        return best


def _byte_pairs(field: Field) -> Cut:
    """SmolLM2's way: bytes, joined by a list of merges; digits always stand alone."""
    from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: PLC0415 - extra ``train``

    if field("pre") != "smollm":
        raise BaseModelError(f"text is first split in the unknown way {field('pre')!r}")
    ids = {piece: index for index, piece in enumerate(field("tokens"))}
    merges = [tuple(merge.split(" ")) for merge in field("merges")]
    tokenizer = Tokenizer(models.BPE(ids, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    return lambda text: tuple(tokenizer.encode(text, add_special_tokens=False).ids)


_KINDS: Mapping[str, Callable[[Field], Cut]] = {"llama": _SentencePieces, "gpt2": _byte_pairs}
