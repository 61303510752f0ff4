"""Words to token ids, as llama.cpp makes them of a SentencePiece vocabulary in a GGUF file.

The engine in the car and the training must cut every word alike; a test holds both to the same
ids. A word is cut alone, with the space before it, so a cut never depends on its neighbours.
"""

from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import gguf

_SPACE = "\u2581"
_NEWLINE = "\n"


class WordTokens:
    """The tokens of one GGUF file."""

    def __init__(self, base: Path) -> None:
        reader = gguf.GGUFReader(base)
        pieces = reader.fields["tokenizer.ggml.tokens"].contents()
        scores = reader.fields["tokenizer.ggml.scores"].contents()
        kinds = reader.fields["tokenizer.ggml.token_type"].contents()
        self._ids = {piece: index for index, piece in enumerate(pieces)}
        self._scores = {
            piece: score
            for piece, score, kind in zip(pieces, scores, kinds, strict=True)
            if kind != gguf.TokenType.CONTROL
        }
        self.bos: int = reader.fields["tokenizer.ggml.bos_token_id"].contents()
        self.eos: int = reader.fields["tokenizer.ggml.eos_token_id"].contents()
        self.word = lru_cache(maxsize=None)(self._word)

    def prompt(self, text: str) -> list[int]:
        """A question to the model: its words, then a line's end."""
        return [self.bos, *self.words(text), self._ids[_NEWLINE]]

    def answer(self, text: str) -> list[int]:
        return [*self.words(text), self.eos]

    def words(self, text: str) -> list[int]:
        return [token for word in text.split() for token in self.word(word)]

    def _word(self, word: str) -> tuple[int, ...]:
        pieces = list(_SPACE + word)
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
