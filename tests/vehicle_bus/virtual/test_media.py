"""The player: finding what was meant, streaming what is not on board, what plays now."""

import pytest

from vehicle_bus import Query
from vehicle_bus.request import Outcome
from vehicle_bus.virtual.car import Car
from vehicle_bus.virtual.media_library import library


def play(car: Car, query: str, **fields: str) -> Query:
    answer = car.ask("Media.Play", Query.of(query=query, **fields))
    assert answer.outcome is Outcome.OK
    assert answer.resolved is not None
    return answer.resolved


@pytest.mark.parametrize(
    ("said", "kind", "found", "name"),
    [
        ("miles davis", "artist", "artist", "Miles Davis"),
        ("beetles", "artist", "artist", "The Beatles"),
        ("mile davis", "", "artist", "Miles Davis"),
        ("beyonce", "", "artist", "Beyoncé"),
        ("ac dc", "", "artist", "AC/DC"),
        ("mozart", "", "artist", "Wolfgang Amadeus Mozart"),
        ("kind of blue by miles davis", "album", "album", "Kind of Blue"),
        ("never mind", "album", "album", "Nevermind"),
        ("bohemian rapsody", "song", "song", "Bohemian Rhapsody"),
        ("take 5", "song", None, None),
        ("jazz", "genre", "genre", "jazz"),
        ("songs from the 80s", "", "genre", "80s"),
        ("something relaxing", "mood", "mood", "relaxing"),
        ("my gym playlist", "playlist", "playlist", "Workout"),
        ("road trip", "playlist", "playlist", "Road Trip"),
        ("bbc radio 4", "station", "station", "BBC Radio 4"),
        ("101.3", "station", "station", "Antenne Bayern"),
        ("99.9", "station", "station", "FM 99.9"),
        ("the daily", "podcast", "podcast", "The Daily"),
        ("harry potter", "audiobook", "audiobook", "Harry Potter and the Philosopher's Stone"),
        ("zebra crossing", "", None, None),
    ],
)
def test_the_library_knows_what_was_meant(
    said: str, kind: str, found: str | None, name: str | None
) -> None:
    content = library().find(said, kind)
    assert (content and content.kind, content and content.name) == (found, name)


def test_the_library_is_worth_asking() -> None:
    kinds = [content.kind for content in library().contents]
    assert kinds.count("artist") >= 60
    assert kinds.count("station") >= 20
    assert kinds.count("playlist") >= 10
    assert all(content.tracks for content in library().contents)


def test_what_is_answered_holds_the_words_that_were_asked_or_their_right_spelling(
    car: Car,
) -> None:
    resolved = play(car, "beetles", type="artist")
    assert resolved.get("query") == "beatles"
    assert resolved.get("artist") == "The Beatles"
    assert resolved.get("type") == "artist"
    assert play(car, "kind of blue by miles davis").get("query") == "kind of blue by miles davis"
    assert str(car.board.get("Media.NowPlaying")).endswith("by Miles Davis")


def test_what_is_not_on_board_is_streamed_through_the_phone(car: Car) -> None:
    car.request({"Media.Source": "FM"})
    assert play(car, "an unknown band").get("query") == "an unknown band"
    assert car.board.get("Media.NowPlaying") == "an unknown band"
    assert car.board.get("Media.Source") == "STREAM"


def test_without_a_phone_it_is_not_found(car: Car) -> None:
    car.board.put("Phone.Connected", False)
    answer = car.ask("Media.Play", Query.of(query="an unknown band"))
    assert answer.outcome is Outcome.NOT_FOUND


def test_music_as_such_goes_on_with_what_there_is(car: Car) -> None:
    car.request({"Media.Playback": "PAUSED", "Media.Mute": True})
    play(car, "music", type="music")
    assert car.board.get("Media.Playback") == "PLAYING"
    assert not car.board.is_on("Media.Mute")
    assert car.board.get("Media.NowPlaying") == "Teardrop by Massive Attack"


def test_radio_as_such_is_the_tuner(car: Car) -> None:
    play(car, "the radio")
    assert car.board.get("Media.Source") == "FM"
    car.request({"Media.Source": "AUX"})
    assert car.board.get("Media.NowPlaying") == "the AUX input"
    car.request({"Media.Source": "USB"})
    assert " by " in str(car.board.get("Media.NowPlaying"))
    car.request({"Media.Track": "RESTART"})
    assert car.media.position_s == 0


def test_a_station_switches_to_the_tuner_that_has_it(car: Car) -> None:
    play(car, "bayern 3", type="station")
    assert car.board.get("Media.Source") == "FM"
    car.request({"Media.Track": "NEXT"})
    car.request({"Media.Source": "DAB"})
    assert "on DAB" in str(car.board.get("Media.NowPlaying"))


def test_tracks_go_forth_and_back(car: Car) -> None:
    play(car, "abbey road", type="album")
    first = car.board.get("Media.NowPlaying")
    car.request({"Media.Track": "NEXT"})
    assert car.board.get("Media.NowPlaying") != first
    car.request({"Media.Track": "PREVIOUS"})
    assert car.board.get("Media.NowPlaying") == first
    car.tick(211)
    assert car.board.get("Media.NowPlaying") != first


def test_seeking_is_relative_and_stops_at_the_beginning(car: Car) -> None:
    car.tick(20)
    car.request({"Media.Seek": 30})
    assert car.media.position_s == pytest.approx(50)
    car.request({"Media.Seek": -90})
    assert car.media.position_s == 0
    car.request({"Media.Playback": "PAUSED"})
    car.tick(10)
    assert car.media.position_s == 0


def test_louder_ends_silence_and_a_like_is_remembered(car: Car) -> None:
    car.request({"Media.Mute": True})
    car.request({"Media.Volume": 40})
    assert not car.board.is_on("Media.Mute")
    car.request({"Media.Favorite": True})
    assert car.media.favourites == {"Teardrop by Massive Attack"}
