"""Where a place is: kinds of place, places by name, people's homes, and any address as free text.

The map is a table of distances, not of coordinates: that is all the rest of the car can see of it.
"""

import re
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vehicle_bus.virtual.spelling import CLOSE, core, fold, likeness, mended

_LISTED = 5
_ADDRESS_KM = (3, 40)
_SOMEBODYS = re.compile(r"(?P<who>.+?)(?:'s|s'|')? (?:house|place|home|apartment|flat|office)")
_SAVED_ALIASES = {
    "house": "home",
    "place": "home",
    "apartment": "home",
    "flat": "home",
    "office": "work",
    "workplace": "work",
    "job": "work",
}


@dataclass(frozen=True, slots=True)
class Place:
    asked: str
    """The words it was asked for with, slips mended."""
    name: str
    km: float
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    words: frozenset[str]
    places: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Map:
    kinds: tuple[Kind, ...]
    named: Mapping[str, float]

    def search(self, said: str) -> tuple[Place, ...]:
        """What fits the words, nearest first; always something unless nothing was said."""
        if kind := self._kind(said):
            return tuple(Place(said, name, km, kind.name) for name, km in kind.places[:_LISTED])
        place = self.locate(said)
        return (place,) if place else ()

    def locate(self, said: str) -> Place | None:
        """The one place that is meant. What is on no list counts as an address."""
        wanted = core(said)
        named = {core(name): name for name in self.named}
        near = wanted if wanted in named else max(named, key=lambda name: likeness(wanted, name))
        if likeness(wanted, near) >= CLOSE:
            return self._named(said, named[near])
        if kind := self._kind(said):
            name, km = kind.places[0]
            return Place(said, name, km, kind.name)
        return Place(said, said, _distance_km(wanted)) if re.search(r"\w", said) else None

    def _named(self, said: str, name: str) -> Place:
        return Place(mended(said, name), name, self.named[name])

    def _kind(self, said: str) -> Kind | None:
        """The kind whose longest word occurs in what was said."""
        spoken = f" {fold(said)} "
        hits = [
            (len(word), kind) for kind in self.kinds for word in kind.words if f" {word} " in spoken
        ]
        return max(hits, key=lambda hit: hit[0])[1] if hits and not _has_number(said) else None


def owner_of(said: str) -> str | None:
    """Whose home it is, if somebody's home is asked for."""
    hit = _SOMEBODYS.fullmatch(said.casefold().strip())
    return hit["who"] if hit and hit["who"] not in ("my", "the", "our") else None


def saved_name(said: str, saved: tuple[str, ...]) -> str | None:
    """The saved place that is meant by its name or a usual word for it."""
    wanted = core(said)
    known = {core(name): name for name in saved}
    return known.get(wanted) or known.get(_SAVED_ALIASES.get(wanted, ""))


@cache
def home_map() -> Map:
    """The map on board, read once."""
    text = (files(__package__) / "data" / "places.toml").read_text("utf-8")
    table = tomllib.loads(text)
    kinds = tuple(
        Kind(
            entry["name"],
            frozenset(fold(word) for word in entry["words"]),
            tuple(sorted(((name, float(km)) for name, km in entry["places"]), key=lambda p: p[1])),
        )
        for entry in table["kind"]
    )
    return Map(kinds, {name: float(km) for name, km in table["named"].items()})


def _has_number(said: str) -> bool:
    """A house number makes it an address: "12 park street" is no park."""
    return bool(re.search(r"[0-9]", said))


def _distance_km(said: str) -> float:
    """How far an address is: made up, but always the same."""
    low, high = _ADDRESS_KM
    return float(low + zlib.crc32(said.encode()) % (high - low))
