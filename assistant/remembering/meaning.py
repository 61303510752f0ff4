"""The embedder behind recall: loaded when there is something to recall, once.

Without one, words are compared; that is said at set-up, not again in each conversation.
"""

from collections.abc import Callable

from assistant.remembering.holding import Holding
from models import Embedder, ModelsError


class Meaning:
    """Any thread may use it."""

    def __init__(self, load: Callable[[], Embedder]) -> None:
        self._load = load
        self._embedder: Embedder | None = None
        self._is_missing = False

    def index(self, holding: Holding) -> None:
        """Milliseconds for each new memory; PersonalizationError if it cannot be kept."""
        if self._is_missing or not holding.memories:
            return
        try:
            self._embedder = self._embedder or self._load()
            holding.index(self._embedder)
        except ModelsError:
            self._is_missing = True
