"""What the recogniser is told to expect: sentences of a driver, and the names that matter now.

A recogniser reads its prompt like what was said before, so these sentences show it how drivers
word things and how numbers are written; the names come first, for they cannot be guessed. Both
are short, because the prompt is. Only what the car reports is used.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from vehicle_bus import VehicleState

MAX_NAME_CHARS = 180
"""All names together: about 60 tokens. The sentences take as much again."""
_MAX_NAMES = 200
"""A telephone book or a library beyond this is not compared name by name."""

SENTENCES = (
    "Set the rear temperature to 18.5 degrees.",
    "Tune to 95.8 FM.",
    "Lumbar support up.",
    "Fog lights, wipers, tailgate and sunshade.",
    "Dim the dome light.",
    "Eco mode.",
    "Avoid tolls.",
    "Hang up.",
)
"""None is a whole command that the figures of the recogniser are taken with."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the car knows by name, the most likely to be said first."""

    called: tuple[str, ...] = ()
    """People and places."""
    played: tuple[str, ...] = ()
    """Artists, playlists, stations and podcasts."""

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.called, *self.played)


def hints(state: VehicleState, sentences: tuple[str, ...] = SENTENCES) -> tuple[str, ...]:
    """Sentences for ``Transcriber``, most important first, of at most about 120 tokens."""
    people, places = _some_of(_people(state)), _some_of(_places(state))
    named = (("Call", people), ("Drive to", places))
    return (*(f"{verb} {', '.join(known)}." for verb, known in named if known), *sentences)


def names(state: VehicleState) -> Names:
    """Every name the car knows now."""
    called = tuple(dict.fromkeys((*_people(state), *_places(state))))
    played = _known(name for _, name in state.library)
    return Names(called[:_MAX_NAMES], played[:_MAX_NAMES])


def _people(state: VehicleState) -> tuple[str, ...]:
    """Who rings or has written comes before the telephone book."""
    senders = (sender for sender, _ in state.messages)
    return _known((state.incoming_call, state.in_call, *senders, *state.contacts))


def _places(state: VehicleState) -> tuple[str, ...]:
    return _known((state.destination, *state.waypoints, *state.saved_places))


def _known(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _some_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """As many from the front as fit into half of the room."""
    room = MAX_NAME_CHARS // 2
    kept: list[str] = []
    for name in names:
        room -= len(name) + len(", ")
        if room < 0:
            break
        kept.append(name)
    return tuple(kept)
