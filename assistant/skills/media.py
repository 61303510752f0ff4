"""Music, radio, spoken word and how they sound."""

from dataclasses import replace
from typing import Annotated

from assistant.messages import Scene
from assistant.skill import Effects, skill
from assistant.slots import Amount, Balance, Change, Fade, Op, Size, Skip, Switch, Text, choice
from assistant.target import Steps, move
from vehicle_bus import BusCommand, Query

KINDS = ("artist", "song", "album", "genre", "playlist", "station", "podcast", "audiobook", "mood")
What = Annotated[str, choice(music="music", **{kind: kind for kind in KINDS})]
Source = Annotated[
    str,
    choice(
        fm="FM",
        am="AM",
        dab="DAB",
        bluetooth="BLUETOOTH",
        usb="USB",
        spotify="SPOTIFY",
        apple="APPLE_MUSIC",
        aux="AUX",
        radio="RADIO",
        stream="STREAM",
    ),
]
Repeat = Annotated[str, choice(off="OFF", one="ONE", all="ALL")]

_VOLUME = Steps(5, 10, 25)
_TONE = Steps(1, 3, 6, on=0)
_RATE = Steps(0.25, 0.25, 0.5, on=1)


@skill(
    "media.play",
    word="play",
    phrases=(
        "(play music|play some music|play something|put on some music|put some music on) => music",
    ),
    example="Play some Miles Davis.",
)
def play(scene: Scene, what: What, text: Text = "") -> Effects:
    if what == "music" and not text:
        return (BusCommand("Media.Playback", "PLAYING"),)
    if what == "music":
        return (BusCommand("Media.Play", Query.of(query=text)),)
    return (BusCommand("Media.Play", Query.of(query=text or what, type=what)),)


@skill(
    "media.resume",
    word="resume",
    phrases=(
        "(play|resume|continue|unpause|carry on|keep playing)",
        "(resume|continue) [the] (music|playback|song)",
    ),
)
def resume(scene: Scene) -> Effects:
    return (BusCommand("Media.Playback", "PLAYING"),)


@skill(
    "media.pause",
    word="pause",
    phrases=(
        "(pause|pause it)",
        "(pause|stop) the (playback|song|radio)",
        "pause the music",
        "(music|radio) off",
    ),
    example="Pause the music.",
)
def pause(scene: Scene) -> Effects:
    return (BusCommand("Media.Playback", "PAUSED"),)


@skill(
    "media.next",
    word="next",
    phrases=(
        "(next|skip|skip it|skip this)",
        "[play] [the] next song",
        "skip [this|the] (song|track)",
    ),
    example="Next song.",
)
def next_track(scene: Scene) -> Effects:
    return (BusCommand("Media.Track", "NEXT"),)


@skill(
    "media.previous",
    word="previous",
    phrases=("(previous|go back a song|last song)", "[play] [the] previous track"),
)
def previous_track(scene: Scene) -> Effects:
    return (BusCommand("Media.Track", "PREVIOUS"),)


@skill(
    "media.restart",
    word="restart",
    phrases=("(restart|start over|replay) [the|this] (song|track)",),
)
def restart_track(scene: Scene) -> Effects:
    return (BusCommand("Media.Track", "RESTART"),)


@skill(
    "media.source",
    word="source",
    phrases=(
        "(switch to|change to|play) [the] radio => radio",
        "(switch to|change to|play) bluetooth => bluetooth",
        "(switch to|change to|play from) usb => usb",
        "(switch to|change to|play|open) spotify => spotify",
        "(switch to|change to|play) dab [radio] => dab",
        "(switch to|change to|play) fm [radio] => fm",
        "(switch to|change to|play|open) apple music => apple",
    ),
    example="Switch to Bluetooth.",
)
def source(scene: Scene, to: Source) -> Effects:
    return (BusCommand("Media.Source", to),)


@skill(
    "media.volume",
    word="volume",
    phrases=(
        "(louder|turn up the (volume|music)|turn the (volume|music) up) => up",
        "(a bit|a little|slightly) louder => up little",
        "(turn down the (volume|music)|turn the (volume|music) down) => down",
        "(a bit|a little|slightly) quieter => down little",
        "volume down => down",
        "[set] [the] volume (to|at) {number} => {number}",
        "volume {number} [percent] => {number}",
        "(full|max|maximum) volume => max",
    ),
    example="Volume to 40 percent.",
)
def volume(scene: Scene, change: Amount) -> Effects:
    if change.op in {Op.ON, Op.OFF}:
        return (BusCommand("Media.Mute", change.op is Op.OFF),)
    return (move(scene, "Media.Volume", _volume_percent(change), _VOLUME),)


def _volume_percent(change: Change) -> Change:
    """A level below ten is one of ten; from ten on it is percent, the quieter reading."""
    level = change.amount
    if change.op is not Op.SET or isinstance(level, Size) or level >= 10:
        return change
    return replace(change, amount=level * 10)


@skill(
    "media.mute",
    word="mute",
    phrases=("(mute|mute it|mute the sound) => on", "(unmute|sound on|unmute the music) => off"),
    example="Mute.",
)
def mute(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("Media.Mute", on),)


@skill(
    "media.shuffle",
    word="shuffle",
    phrases=("(shuffle|turn on shuffle) => on", "(shuffle off|turn off shuffle) => off"),
)
def shuffle(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("Media.Shuffle", on),)


@skill(
    "media.repeat",
    word="repeat",
    phrases=("repeat (this song|this track|this) => one", "repeat off => off", "repeat all => all"),
)
def repeat(scene: Scene, which: Repeat) -> Effects:
    return (BusCommand("Media.Repeat", which),)


@skill(
    "media.seek",
    word="seek",
    phrases=(
        "(skip|go|jump) forward {number} seconds => forward {number}",
        "(skip|go|jump) back {number} seconds => back {number}",
    ),
    example="Skip forward 30 seconds.",
)
def seek(scene: Scene, change: Skip) -> Effects:
    seconds = change.amount if isinstance(change.amount, float) else 0.0
    return (BusCommand("Media.Seek", round(seconds if change.op is Op.UP else -seconds)),)


@skill("media.rate", word="rate", example="Play at 1.5 times speed.")
def rate(scene: Scene, change: Amount) -> Effects:
    return (move(scene, "Media.PlaybackRate", change, _RATE),)


@skill(
    "media.like", word="like", phrases=("(i like|like|save) this song", "add this to my favourites")
)
def like(scene: Scene) -> Effects:
    return (BusCommand("Media.Favorite", True),)


def _tone(change: Change) -> Change:
    return Change(Op.SET, 0.0) if change.op is Op.OFF else change


@skill(
    "media.bass",
    word="bass",
    phrases=(
        "(more bass|bass up|turn up the bass) => up",
        "(less bass|bass down|turn down the bass) => down",
    ),
)
def bass(scene: Scene, change: Amount) -> Effects:
    return (move(scene, "Media.Bass", _tone(change), _TONE),)


@skill(
    "media.treble",
    word="treble",
    phrases=("(more treble|treble up) => up", "(less treble|treble down) => down"),
)
def treble(scene: Scene, change: Amount) -> Effects:
    return (move(scene, "Media.Treble", _tone(change), _TONE),)


@skill("media.fader", word="fader", example="Move the sound to the back.")
def fader(scene: Scene, change: Fade) -> Effects:
    return (move(scene, "Media.Fader", change, _TONE),)


@skill("media.balance", word="balance", example="Move the sound to the left.")
def balance(scene: Scene, change: Balance) -> Effects:
    return (move(scene, "Media.Balance", change, _TONE),)
