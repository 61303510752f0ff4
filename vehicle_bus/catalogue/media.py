"""Media: what plays, from where, and how it sounds."""

from vehicle_bus.catalogue.entry import OVERLAY, Family
from vehicle_bus.signal import Kind, Signal

_MEDIA = "Vehicle.Cabin.Infotainment.Media"
_OURS = f"{OVERLAY}.Infotainment.Media"
_media = Family("MEDIA")


def _tone(name: str, text: str) -> Signal:
    return _media.whole(f"Media.{name}", f"{_OURS}.{name}", text, 0, low=-10, high=10)


MEDIA = (
    _media.query(
        "Media.Play",
        f"{_MEDIA}.SelectedURI",
        "Start content: artist, song, album, genre, playlist, station, podcast, audiobook, mood",
        "query type",
        service=0x10,
    ),
    _media.choice(
        "Media.Playback",
        f"{_OURS}.Playback",
        "VSS has the actions PLAY and STOP",
        "PLAYING PAUSED STOPPED",
        default="PLAYING",
    ),
    _media.choice("Media.Track", f"{_MEDIA}.Action", "Skip", "NEXT PREVIOUS RESTART"),
    _media.choice(
        "Media.Source",
        f"{_MEDIA}.Played.Source",
        "Where sound comes from; RADIO is any tuner",
        "FM AM DAB BLUETOOTH USB SPOTIFY APPLE_MUSIC AUX RADIO STREAM",
        default="BLUETOOTH",
    ),
    _media.percent("Media.Volume", f"{_MEDIA}.Volume", "Loudness", 30),
    _media.switch("Media.Mute", f"{_OURS}.IsMuted", "Silent, volume kept"),
    _media.switch("Media.Shuffle", f"{_OURS}.IsShuffled", "Random order"),
    _media.choice(
        "Media.Repeat", f"{_OURS}.Repeat", "What is played again", "OFF ONE ALL", default="OFF"
    ),
    _media.whole(
        "Media.Seek",
        f"{_OURS}.Seek",
        "Jump by so many seconds, negative is back",
        None,
        unit="s",
        low=-7200,
        high=7200,
        is_event=True,
    ),
    _media.decimal(
        "Media.PlaybackRate",
        f"{_MEDIA}.Played.PlaybackRate",
        "Speed",
        1.0,
        low=0.5,
        high=2,
        step=0.05,
    ),
    _media.press("Media.Favorite", f"{_OURS}.Like", "Remember what plays as a favourite"),
    _tone("Bass", "Low tones"),
    _tone("Treble", "High tones"),
    _tone("Fader", "-10 front only, 10 rear only"),
    _tone("Balance", "-10 left only, 10 right only"),
    _media.sense(
        "Media.NowPlaying",
        f"{_MEDIA}.Played.Track",
        "Title and artist",
        Kind.TEXT,
        "Teardrop by Massive Attack",
    ),
)
