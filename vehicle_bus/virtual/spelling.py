"""Comparing what somebody said with how things are spelled: folding, matching, mending slips.

A recogniser writes "beetles" where a library says "The Beatles": what is close enough is taken for
the name, and the asked words are mended one by one, so that nothing asked for is lost.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from rapidfuzz import fuzz, process

CLOSE = 84.0
"""Similarity of two spellings, out of 100, from which they are taken for the same."""
_SHORTEST_TO_MEND = 4
_NEAR = 20
_FILLERS = frozenset({"a", "an", "the", "my", "our", "some", "to"})


def fold(text: str) -> str:
    """Lower case, no accents, no apostrophes, other punctuation as spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = plain.replace("&", " and ").replace("'", "").replace("\u2019", "")
    plain = re.sub(r"(?<![0-9])\.|\.(?![0-9])", "", plain)
    return " ".join(re.sub(r"[^a-z0-9.]+", " ", plain).split())


def core(text: str) -> str:
    """Folded and without the small words that names are said with or without."""
    words = fold(text).split()
    kept = [word for word in words if word not in _FILLERS]
    return " ".join(kept or words)


def likeness(said: str, name: str) -> float:
    """How alike two folded texts are, 0 to 100, whatever the order of their words."""
    if min(len(said), len(name)) < _SHORTEST_TO_MEND:
        return 100.0 if said == name else 0.0
    return max(fuzz.ratio(said, name), fuzz.token_sort_ratio(said, name))


def nearest(said: str, names: Collection[str]) -> tuple[str, ...]:
    """Those of many folded names that are close to what was said, closest first."""
    if len(said) < _SHORTEST_TO_MEND:
        return ()
    hits: dict[str, float] = {}
    known = tuple(names)
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        for name, score, _ in process.extract(
            said, known, scorer=scorer, score_cutoff=CLOSE, limit=_NEAR
        ):
            hits[name] = max(score, hits.get(name, 0.0))
    return tuple(sorted(hits, key=lambda name: -hits[name]))


def mended(said: str, name: str) -> str:
    """What was said, with each word that is nearly one of the name's replaced by it."""
    spelled = fold(name).split()
    return " ".join(_mended_word(word, spelled) for word in said.split())


def matches(said: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names that are meant: said in full, else in part, else nearly."""
    wanted = core(said)
    known = [(name, core(name)) for name in names]
    words = wanted.split()
    tiers = (
        lambda name: name == wanted,
        lambda name: set(words) <= set(name.split()),
        lambda name: all(_nearest(word, name.split()) >= CLOSE for word in words),
    )
    for fits in tiers:
        if wanted and (hits := tuple(name for name, folded in known if fits(folded))):
            return hits
    return ()


def _nearest(word: str, names: Sequence[str]) -> float:
    return max((likeness(word, name) for name in names), default=0.0)


def _mended_word(word: str, spelled: Sequence[str]) -> str:
    folded = fold(word)
    best = max(spelled, key=lambda name: likeness(folded, name), default=word)
    return best if folded != best and likeness(folded, best) >= CLOSE else word
