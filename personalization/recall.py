"""What a driver told, found by what it means: an index in memory over the vectors in the vault.

A vector gives away much of the sentence it was made of, so it is kept where the sentence is and
nowhere else: in the encrypted file, and in an index that is gone with the process. Making the index
takes time and belongs to a thread of its own; until it is there, and where there is no embedder,
words are compared instead.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol, get_args
from uuid import uuid4

import numpy as np
from rapidfuzz import fuzz

from models import Embedder, EngineError, Vectors, normalise
from personalization.preference import Preference
from personalization.preferences import VECTOR
from personalization.reading.condition import conditions
from personalization.reading.finding import topics_named
from personalization.topics.gloss import GLOSS
from personalization.vault import Record
from personalization.when import Weekday

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_LOOKED_AT = 50
"""So many of the nearest are judged by their conditions and topics, too."""
_SAME_CONDITION, _OTHER_CONDITION, _NAMED = 0.25, -0.15, 0.25
"""What each condition in common, each that only one of them has, and a topic that is named in so
many words add to the cosine."""
_IMPLIED = {
    day: "weekend" if day in {"saturday", "sunday"} else "weekday" for day in get_args(Weekday)
}
_NEAR = 0.35
"""Less than this is not what was meant."""


class VectorStore(Protocol):
    """What a ``Vault`` is to vectors."""

    def put(self, kind: str, key: str, value: bytes, vector: bytes | None = None) -> None: ...

    def remove(self, kind: str, key: str) -> None: ...

    def all(self, kind: str) -> tuple[Record, ...]: ...


@dataclass(frozen=True, slots=True)
class Memory:
    """Anything that can be recalled."""

    id: str
    text: str
    topic: str = ""
    conditions: frozenset[str] = frozenset()

    @classmethod
    def of(cls, one: Preference) -> "Memory":
        about = one.about or one.value
        gloss = GLOSS.get(f"{one.topic}={about}") or GLOSS.get(one.topic)
        sentence = one.sentence()
        text = f"{sentence} ({gloss})" if gloss else sentence
        return cls(one.id, text, one.topic, frozenset(one.when.conditions))

    @property
    def digest(self) -> bytes:
        return sha256(self.text.encode()).digest()


class Index:
    """Read by any thread."""

    def __init__(
        self, embedder: Embedder, collection: "Collection", memories: Iterable[Memory]
    ) -> None:
        self._embedder = embedder
        self._collection = collection
        self.ids = frozenset(memory.id for memory in memories)

    def nearest(self, text: str) -> dict[str, float]:
        """The cosine of each; EngineError if the text cannot be read."""
        found = self._collection.query(
            query_embeddings=self._embedder.embed([text]),
            n_results=_LOOKED_AT,
            include=["distances"],
        )
        distances = (found["distances"] or [[]])[0]
        return {i: 1.0 - distance for i, distance in zip(found["ids"][0], distances, strict=True)}


def index(memories: Sequence[Memory], store: VectorStore, embedder: Embedder) -> Index | None:
    """Vectors are made of what has none yet, and of what is gone they are removed; None: nothing
    is remembered. Seconds for thousands; FullError or EngineError if it cannot be done."""
    kept = {record.key: record for record in store.all(VECTOR)}
    for key in kept.keys() - {memory.id for memory in memories}:
        store.remove(VECTOR, key)
    vectors = []
    for memory in memories:
        record = kept.get(memory.id)
        if record is None or record.value != memory.digest or record.vector is None:
            vector = embedder.embed([memory.text])[0]
            store.put(VECTOR, memory.id, memory.digest, vector.astype("<f4").tobytes())
        else:
            vector = np.frombuffer(record.vector, "<f4")
        vectors.append(vector)
    if not vectors:
        return None
    return Index(embedder, _collection(memories, np.stack(vectors)), memories)


def _collection(memories: Sequence[Memory], vectors: Vectors) -> "Collection":
    """In memory; an index for each call, under a name of its own."""
    import chromadb  # noqa: PLC0415 - half a second, and not for those who recall nothing
    from chromadb.config import Settings  # noqa: PLC0415

    client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
    collection = client.create_collection(
        f"memories-{uuid4().hex}", metadata={"hnsw:space": "cosine"}, embedding_function=None
    )
    collection.add(ids=[memory.id for memory in memories], embeddings=vectors)
    return collection


def search(
    text: str, memories: Sequence[Memory], index: Index | None, most: int
) -> tuple[Memory, ...]:
    """Likeliest first; nothing if nothing comes near. What is not indexed is compared by words."""
    said = normalise(text).text
    asked = frozenset(word for when in conditions(said).whens for word in when.conditions)
    named = topics_named(said)
    near = _nearest(said, index)
    is_known = not named or any(memory.topic in named for memory in memories)
    least = _NEAR if is_known else _NEAR + _NAMED
    scored = []
    for memory in memories:
        likeness = near.get(memory.id)
        if likeness is None and index is not None and memory.id in index.ids:
            continue
        if likeness is None:
            likeness = fuzz.token_set_ratio(said, memory.text.lower()) / 200
        likeness += _in_common(asked, memory.conditions)
        likeness += _NAMED if memory.topic in named else 0.0
        if likeness >= least:
            scored.append((likeness, memory))
    scored.sort(key=lambda pair: -pair[0])
    return tuple(memory for _, memory in scored[:most])


def _in_common(asked: frozenset[str], has: frozenset[str]) -> float:
    """Tuesday is a weekday."""
    met = {word for word in asked if word in has or _IMPLIED.get(word) in has}
    others = len(asked - met) + max(0, len(has) - len(met))
    return _SAME_CONDITION * len(met) + _OTHER_CONDITION * others


def _nearest(said: str, index: Index | None) -> dict[str, float]:
    try:
        return index.nearest(said) if index is not None and said else {}
    except EngineError:
        return {}
