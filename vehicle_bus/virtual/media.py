"""The media player of the head unit: sources, a queue, what plays now.

What is not on board is streamed through the phone under the words it was asked for.
"""

from vehicle_bus.value import Query
from vehicle_bus.virtual.board import Board
from vehicle_bus.virtual.ecu import NOT_FOUND, Answer, Wanted, found
from vehicle_bus.virtual.media_library import Content, Track, library
from vehicle_bus.virtual.spelling import core, mended

_TUNERS = ("FM", "AM", "DAB", "RADIO")
_ONLINE = ("BLUETOOTH", "SPOTIFY", "APPLE_MUSIC", "STREAM")
_TRACK_S = 210.0
_SHUFFLE_STRIDE = 7
_ANYTHING = frozenset({"", "music", "something", "anything", "songs", "song"})
_ANY_STATION = frozenset({"radio", "station", "radio station"})


class Media:
    def __init__(self, board: Board) -> None:
        self._board = board
        self._queue: tuple[Track, ...] = (Track("", ""),)
        self._place = 0
        self._position_s = 0.0
        self.favourites: frozenset[str] = frozenset()
        self.settle()

    @property
    def library(self) -> tuple[tuple[str, str], ...]:
        """Kind and name of what the head unit tells that it has."""
        return library().told

    @property
    def position_s(self) -> float:
        return self._position_s

    def reset(self) -> None:
        self.favourites = frozenset()

    def settle(self) -> None:
        """Go on from what the board says is playing; the rest of the music on board follows."""
        playing = self._board.text("Media.NowPlaying")
        if playing == str(self._queue[self._place]):
            return
        tracks = library().tracks
        names = [str(track) for track in tracks]
        self._place = names.index(playing) if playing in names else 0
        self._queue = tracks if playing in names else (Track(playing, ""), *tracks)
        self._position_s = 0.0

    def play(self, query: Query) -> Answer:
        said, kind = query.get("query") or "", query.get("type") or ""
        if core(said) in _ANYTHING | _ANY_STATION:
            self._start_any(core(said))
            return found(query, now_playing=self._board.text("Media.NowPlaying"))
        content = library().find(said, kind)
        if content:
            return self._play(content, query, said)
        if not self._board.is_on("Phone.Connected"):
            return NOT_FOUND
        self._tune(_ONLINE, "STREAM")
        self._load((Track(said, ""),))
        return found(query, source=self._board.text("Media.Source"))

    def refuses(self, wanted: Wanted) -> bool:
        online = wanted.get("Media.Source") in _ONLINE
        return online and not self._board.is_on("Phone.Connected")

    def follow(self, wanted: Wanted) -> None:
        if "Media.Mute" not in wanted and wanted.get("Media.Volume", 0) != 0:
            self._board.put("Media.Mute", False)
        if "Media.Source" in wanted:
            self._select(str(wanted["Media.Source"]))
        if "Media.Track" in wanted:
            self._skip(str(wanted["Media.Track"]))
        seconds = wanted.get("Media.Seek")
        if isinstance(seconds, int | float):
            self._position_s = max(self._position_s + seconds, 0.0)
        if "Media.Favorite" in wanted:
            self.favourites |= {self._board.text("Media.NowPlaying")}

    def tick(self, dt_s: float) -> None:
        if self._board.get("Media.Playback") != "PLAYING":
            return
        self._position_s += dt_s * self._board.number("Media.PlaybackRate")
        if self._position_s >= _TRACK_S and self._board.get("Media.Source") not in _TUNERS:
            self._step(0 if self._board.get("Media.Repeat") == "ONE" else 1)

    def _play(self, content: Content, query: Query, said: str) -> Answer:
        if content.kind == "station":
            self._tune((content.band,), content.band)
        else:
            self._tune((*_ONLINE, "USB"), "USB")
        self._load(content.tracks)
        title = content.name if content.kind != "artist" else ""
        return found(
            query,
            query=mended(said, content.spelled),
            kind=content.kind,
            title=title,
            artist=content.artist,
            now_playing=self._board.text("Media.NowPlaying"),
        )

    def _tune(self, capable: tuple[str, ...], otherwise: str) -> None:
        """Stay with the source if it can play this."""
        if self._board.get("Media.Source") not in capable:
            self._board.put("Media.Source", otherwise)

    def _select(self, source: str) -> None:
        if source in _TUNERS:
            self._load(tuple(station.tracks[0] for station in library().stations(source)))
        elif source == "AUX":
            self._load((Track("the AUX input", ""),))
        else:
            self._load(library().tracks)

    def _load(self, tracks: tuple[Track, ...]) -> None:
        self._queue, self._place = tracks, 0
        self._start()
        self._show()

    def _start_any(self, said: str) -> None:
        if said in _ANY_STATION and self._board.get("Media.Source") not in _TUNERS:
            self._board.put("Media.Source", "FM")
            self._select("FM")
        self._start()

    def _start(self) -> None:
        self._board.put("Media.Playback", "PLAYING")
        self._board.put("Media.Mute", False)

    def _skip(self, how: str) -> None:
        if how == "NEXT":
            self._step(_SHUFFLE_STRIDE if self._board.is_on("Media.Shuffle") else 1)
        elif how == "PREVIOUS":
            self._step(-1)
        else:
            self._position_s = 0.0

    def _step(self, by: int) -> None:
        self._place = (self._place + by) % len(self._queue)
        self._show()

    def _show(self) -> None:
        self._position_s = 0.0
        self._board.put("Media.NowPlaying", str(self._queue[self._place]))
