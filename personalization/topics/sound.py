"""Topics of what is listened to."""

from personalization.category import Category
from personalization.topic import Amount, Choice, Text, Topic

_GENRES = (
    *("jazz", "rock", "pop", "classical", "classic rock", "hard rock", "heavy metal", "metal"),
    *("punk", "hip hop", "rap", "soul", "funk", "blues", "rhythm and blues", "r and b", "rnb"),
    *("reggae", "ska", "folk", "country", "country and western", "techno", "house", "trance"),
    *("electronic", "drum and bass", "dubstep", "ambient music", "indie", "indie rock", "grunge"),
    *("disco", "swing", "bossa nova", "salsa", "latin", "flamenco", "opera", "baroque", "gospel"),
    *("schlager", "chanson", "k pop", "lo fi", "bluegrass", "alternative", "soft rock", "edm"),
    *("deep house", "synthwave", "britpop", "eighties", "oldies", "film music", "soundtracks"),
)
_ARTISTS = (
    *("abba", "adele", "beyonce", "bob dylan", "bruce springsteen", "coldplay", "daft punk"),
    *("david bowie", "depeche mode", "dire straits", "drake", "eagles", "ed sheeran", "eminem"),
    *("fleetwood mac", "genesis", "johnny cash", "kraftwerk", "lady gaga", "led zeppelin"),
    *("madonna", "metallica", "miles davis", "muse", "nirvana", "oasis", "pink floyd", "queen"),
    *("radiohead", "rammstein", "rihanna", "simon and garfunkel", "sting", "taylor swift"),
    *("the beatles", "the rolling stones", "the cure", "tina turner", "u2", "billie eilish"),
    *("earth wind and fire", "guns n roses", "mumford and sons", "florence and the machine"),
    *("hall and oates", "kool and the gang", "nick cave and the bad seeds", "bach", "mozart"),
    *("beethoven", "elton john", "phil collins", "norah jones", "ella fitzgerald", "prince"),
)
_STATIONS = (
    *("radio paradise", "radio 1", "radio 2", "radio 3", "radio 4", "radio 5", "radio 6"),
    *("bbc radio 1", "bbc radio 2", "bbc radio 3", "bbc radio 4", "bbc radio 5 live", "npr"),
    *("bbc radio 6", "classic fm", "capital fm", "absolute radio", "kiss fm", "virgin radio"),
    *("deutschlandfunk", "bayern 3", "antenne bayern", "swr 3", "wdr 2", "1 live", "fip"),
    *("radio eins", "radio 1 live", "heart fm", "fm 4", "ndr 2", "bbc world service", "triple j"),
)

SOUND = (
    Topic(
        key="music genre",
        category=Category.MEDIA,
        kind=Text(30, _GENRES),
        words=(
            *("kind of music", "type of music", "style of music", "music genres", "music genre"),
            *("genres", "genre", "songs", "tunes", "music style", "music"),
        ),
        question="Which kind of music?",
        liked="You like {value}",
        disliked="You do not like {value}",
        several=True,
        stands_alone=True,
    ),
    Topic(
        key="artist",
        category=Category.MEDIA,
        kind=Text(40, _ARTISTS, is_name=True),
        words=(
            *("artist", "band", "singer", "musician", "songs by", "music by", "group", "composer"),
            *("artists", "the music of", "music of", "songs of", "anything by", "everything by"),
            *("rapper", "listen to", "listening to", "play"),
        ),
        question="Which artist?",
        liked="You like {value}",
        disliked="You do not like {value}",
        several=True,
        stands_alone=True,
    ),
    Topic(
        key="station",
        category=Category.MEDIA,
        kind=Text(40, _STATIONS, is_name=True),
        words=("radio station", "radio channel", "station", "channel", "radio program", "radio"),
        question="Which station?",
        liked="Your station is {value}",
        disliked="You do not like the station {value}",
        stands_alone=True,
    ),
    Topic(
        key="podcast",
        category=Category.MEDIA,
        kind=Text(60, is_name=True),
        words=("podcasts", "podcast"),
        question="Which podcast?",
        liked="You like the podcast {value}",
        disliked="You do not like the podcast {value}",
        several=True,
    ),
    Topic(
        key="music service",
        category=Category.MEDIA,
        kind=Choice(
            {
                "spotify": ("Spotify", "spotify"),
                "apple music": ("Apple Music", "apple music", "itunes"),
                "youtube music": ("YouTube Music", "youtube music", "youtube"),
                "amazon music": ("Amazon Music", "amazon music"),
                "tidal": ("Tidal", "tidal"),
                "deezer": ("Deezer", "deezer"),
                "qobuz": ("Qobuz", "qobuz"),
                "soundcloud": ("SoundCloud", "soundcloud"),
            }
        ),
        words=(
            *("music service", "streaming service", "music app", "music player", "music from"),
            *("streaming", "stream from", "stream", "play music with", "play music on", "music on"),
            *("music with", "app for music", "music over", "music via", "player"),
        ),
        question="Which music service?",
        liked="Your music comes from {value}",
        disliked="You do not like music from {value}",
        stands_alone=True,
    ),
    Topic(
        key="volume",
        category=Category.MEDIA,
        kind=Amount("percent", 0, 100, levels=10),
        words=("music volume", "radio volume", "volume", "loudness", "sound level"),
        question="At how many percent do you like the volume?",
        liked="You like the volume {value}",
        disliked="You do not like the volume {value}",
        vague=("loud", "louder", "quiet", "quieter", "softer", "low volume"),
        signal="Media.Volume",
    ),
)
