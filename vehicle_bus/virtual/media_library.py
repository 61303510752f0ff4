"""What there is to hear on board, and how to find it by what was said."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from vehicle_bus.virtual.spelling import core, fold, nearest

_DATA = ("music.toml", "more_music.toml", "listening.toml")
_MUSIC = frozenset({"", "music", "artist", "album", "song", "genre", "playlist", "mood"})
_RANK = (
    "artist",
    "playlist",
    "genre",
    "mood",
    "album",
    "song",
    "station",
    "podcast",
    "audiobook",
)
"""Which kind is meant when a name fits several and none was said."""
_GENERIC = frozenset(
    {"music", "song", "songs", "tune", "tunes", "track", "tracks", "something", "radio"}
    | {"station", "playlist", "album", "podcast", "audiobook", "book", "from", "stuff"}
)
"""Words that say what kind of thing is meant, more than which."""
_TOLD = ("artist", "playlist", "station", "podcast")
"""The kinds that are reported by name; songs and albums would not fit into one answer."""
_FREQUENCY = re.compile(r"([0-9]{2,4}(?:\.[0-9]{1,2})?)(?: ?(fm|am|mhz|khz))?")
_FM_MHZ = (87.5, 108.0)
_AM_KHZ = (530.0, 1710.0)


@dataclass(frozen=True, slots=True)
class Track:
    title: str
    artist: str

    def __str__(self) -> str:
        return f"{self.title} by {self.artist}" if self.artist else self.title


@dataclass(frozen=True, slots=True)
class Content:
    """Something that can be asked for by name, and what plays then."""

    kind: str
    name: str
    tracks: tuple[Track, ...]
    artist: str = ""
    band: str = ""
    """Tuner of a station: FM, AM or DAB."""
    also: tuple[str, ...] = ()
    """Other names for it."""

    @property
    def spelled(self) -> str:
        """Every word of its names."""
        return " ".join((self.name, self.artist, *self.also))


@dataclass(frozen=True, slots=True)
class Library:
    contents: tuple[Content, ...]
    names: Mapping[str, tuple[Content, ...]]
    """Every way a content is called, folded."""
    told: tuple[tuple[str, str], ...]
    """Kind and name of what is reported."""

    def find(self, said: str, kind: str) -> Content | None:
        """What is meant; None if nothing on board is close enough."""
        if station := self._by_frequency(said, kind):
            return station
        full = core(said)
        bare = " ".join(word for word in full.split() if word not in _GENERIC)
        ways = (self._exact, self._written_apart, self._part, self._close)
        hits = (way(wanted, kind) for way in ways for wanted in dict.fromkeys((full, bare)))
        return next((hit for hit in hits if hit), None)

    def stations(self, band: str) -> tuple[Content, ...]:
        """The stations of one tuner; of all for any other name."""
        every = tuple(content for content in self.contents if content.kind == "station")
        return tuple(station for station in every if station.band == band) or every

    @property
    def tracks(self) -> tuple[Track, ...]:
        albums = (content for content in self.contents if content.kind == "album")
        return tuple(track for album in albums for track in album.tracks)

    def _by_frequency(self, said: str, kind: str) -> Content | None:
        hit = _FREQUENCY.fullmatch(fold(said).removeprefix("fm ").removeprefix("am "))
        if not hit or kind not in ("", "station", "music"):
            return None
        known = next((c for c in self.stations("") if hit[1] in c.tracks[0].title.split()), None)
        return known or _untitled_station(hit[1])

    def _exact(self, wanted: str, kind: str) -> Content | None:
        return self._best(self.names.get(wanted, ()), kind)

    def _written_apart(self, wanted: str, kind: str) -> Content | None:
        """ "Cold play" for Coldplay, "work out" for Workout: spaces are not heard."""
        joined = wanted.replace(" ", "")
        hits = [c for name, found in self.names.items() if _joined(name) == joined for c in found]
        return self._best(tuple(hits), kind) if joined else None

    def _best(self, hits: tuple[Content, ...], kind: str) -> Content | None:
        fitting = [hit for hit in hits if _fits(hit, kind)]
        return min(fitting, key=lambda hit: _RANK.index(hit.kind), default=None)

    def _part(self, wanted: str, kind: str) -> Content | None:
        """The only content whose name holds all the words said."""
        words = set(wanted.split())
        hits = [
            content
            for content in self.contents
            if words
            and content.kind != "song"
            and _fits(content, kind)
            and words <= set(core(content.name).split())
        ]
        return hits[0] if len(hits) == 1 else None

    def _close(self, wanted: str, kind: str) -> Content | None:
        hits = (self._best(self.names[name], kind) for name in nearest(wanted, self.names))
        return next((hit for hit in hits if hit), None)


def _joined(name: str) -> str:
    return name.replace(" ", "")


def _fits(content: Content, kind: str) -> bool:
    if kind in ("", "music"):
        return kind == "" or content.kind in _MUSIC
    if kind in ("genre", "mood", "playlist"):
        return content.kind in ("genre", "mood", "playlist")
    return content.kind == kind


def _untitled_station(frequency: str) -> Content | None:
    number = float(frequency)
    if _FM_MHZ[0] <= number <= _FM_MHZ[1]:
        return Content("station", f"FM {frequency}", (Track(f"FM {frequency}", ""),), band="FM")
    if _AM_KHZ[0] <= number <= _AM_KHZ[1]:
        return Content("station", f"AM {frequency}", (Track(f"AM {frequency}", ""),), band="AM")
    return None


@cache
def library() -> Library:
    """The library on board, read once."""
    contents = tuple(_contents())
    names: dict[str, tuple[Content, ...]] = {}
    for content in contents:
        for name in {core(called) for called in _called(content)} - {""}:
            names[name] = (*names.get(name, ()), content)
    told = tuple((kind, c.name) for kind in _TOLD for c in contents if c.kind == kind)
    return Library(contents, names, told)


def _called(content: Content) -> Iterator[str]:
    yield from (content.name, *content.also)
    if content.artist and content.kind in ("album", "song"):
        yield f"{content.name} by {content.artist}"
        yield f"{content.name} {content.artist}"
    if content.kind == "audiobook" and content.artist:
        yield f"{content.name} by {content.artist}"
    if content.kind == "playlist":
        yield from (f"{name} playlist" for name in (content.name, *content.also))


def _contents() -> Iterator[Content]:
    tables = [
        tomllib.loads((files(__package__) / "data" / name).read_text("utf-8")) for name in _DATA
    ]
    artists = [artist for table in tables for artist in table.get("artist", ())]
    yield from _artists(artists)
    yield from _genres(artists)
    listening = tables[-1]
    yield from _lists(listening, _by_artist(artists))
    yield from _spoken(listening)


def _artists(artists: list[dict[str, Any]]) -> Iterator[Content]:
    for artist in artists:
        name = artist["name"]
        albums = {
            title: tuple(Track(song, name) for song in songs)
            for title, songs in artist["albums"].items()
        }
        songs = tuple(track for tracks in albums.values() for track in tracks)
        yield Content("artist", name, songs, name)
        for title, tracks in albums.items():
            yield Content("album", title, tracks, name)
        for track in songs:
            yield Content("song", track.title, (track,), name)


def _by_artist(artists: list[dict[str, Any]]) -> dict[str, tuple[Track, ...]]:
    return {
        content.name: content.tracks for content in _artists(artists) if content.kind == "artist"
    }


def _genres(artists: list[dict[str, Any]]) -> Iterator[Content]:
    tracks = _by_artist(artists)
    for genre in dict.fromkeys(genre for artist in artists for genre in artist["genres"]):
        members = [artist["name"] for artist in artists if genre in artist["genres"]]
        yield Content("genre", genre, tuple(track for name in members for track in tracks[name]))


def _lists(table: Mapping[str, Any], tracks: Mapping[str, tuple[Track, ...]]) -> Iterator[Content]:
    for kind in ("playlist", "mood"):
        for entry in table[kind]:
            chosen = tuple(track for name in entry["artists"] for track in tracks[name])
            name, *also = entry["names"]
            yield Content(kind, name, chosen, also=tuple(also))


def _spoken(table: Mapping[str, Any]) -> Iterator[Content]:
    for station in table["station"]:
        title = f"{station['name']} on {station['band']} {station['tuned']}"
        also = tuple(station.get("also", ()))
        yield Content(
            "station", station["name"], (Track(title, ""),), band=station["band"], also=also
        )
    for podcast in table["podcast"]:
        track = Track(f"the latest episode of {podcast['name']}", "")
        yield Content("podcast", podcast["name"], (track,))
    for book in table["audiobook"]:
        yield Content(
            "audiobook", book["name"], (Track(book["name"], book["author"]),), book["author"]
        )
