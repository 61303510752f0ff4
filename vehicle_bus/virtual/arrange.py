"""The start of a check: the car in its default state plus what a context says of it.

A context is JSON: everything in it is checked here, and what this car does not know is an error,
never passed over.
"""

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from vehicle_bus.catalogue import GROUPS, SIGNALS, find
from vehicle_bus.errors import BadArrangementError
from vehicle_bus.signal import Kind, Signal
from vehicle_bus.state import SEAT_OF_ZONE, Zone
from vehicle_bus.value import Query, Value
from vehicle_bus.virtual.car import Car
from vehicle_bus.virtual.navigation import Route
from vehicle_bus.virtual.phone import DEFAULT_CONTACTS

DEFAULT_SPEED_KMH = 50.0
_UNKNOWN_CALLER = "unknown number"


def arrange(car: Car, context: Mapping[str, Any]) -> None:
    """Bring the car to the default state and then to this context."""
    _check(context)
    car.reset()
    _bring(car, {name: context.get(name) for name in _PARTS})


def adjust(car: Car, context: Mapping[str, Any]) -> None:
    """Bring the car to what this context says and leave everything else as it is."""
    _check(context)
    _bring(car, context)


def _check(context: Mapping[str, Any]) -> None:
    if unknown := context.keys() - _PARTS.keys():
        raise BadArrangementError(f"a car has no {', '.join(sorted(unknown))}")


def _bring(car: Car, context: Mapping[str, Any]) -> None:
    queries = _queries(context.get("state"))
    for name, part in _PARTS.items():
        if name in context:
            part(car, context[name])
    car.settle()
    for name, query in queries.items():
        car.ask(name, query)


def _speed(car: Car, value: Any) -> None:
    speed = DEFAULT_SPEED_KMH if value is None else value
    if isinstance(speed, bool) or not isinstance(speed, int | float) or not 0 <= speed <= 400:
        raise BadArrangementError(f"speed_kmh cannot be {value!r}")
    car.drive.go(speed)


def _switch(name: str, value: Any) -> bool:
    if value is not None and not isinstance(value, bool):
        raise BadArrangementError(f"{name} is true or false, not {value!r}")
    return bool(value)


def _night(car: Car, value: Any) -> None:
    car.surroundings.night(_switch("night", value))


def _rain(car: Car, value: Any) -> None:
    car.surroundings.rain(_switch("rain", value))


def _occupants(car: Car, value: Any) -> None:
    zones = _strings("occupants", value, ("driver", "passenger"))
    for name in zones:
        if name not in _ZONES_NAMED:
            raise BadArrangementError(f"nobody can sit at {name!r}")
    taken = {zone for name in zones for zone in _ZONES_NAMED[name]}
    for zone, seat in SEAT_OF_ZONE.items():
        car.board.put(seat, zone in taken)


def _phone(car: Car, value: Any) -> None:
    entries = [entry["name"] if _is_named(entry) else entry for entry in _list("contacts", value)]
    car.phone.book.names = (
        _strings("contacts", entries, ()) if value is not None else DEFAULT_CONTACTS
    )
    car.phone.book.is_complete = value is not None


def _messages(car: Car, value: Any) -> None:
    car.phone.messages = tuple(_message(entry) for entry in _list("messages", value))


def _incoming_call(car: Car, value: Any) -> None:
    car.phone.incoming_call = _caller("incoming_call", value)


def _in_call(car: Car, value: Any) -> None:
    car.phone.in_call = _caller("in_call", value)


def _route(car: Car, value: Any) -> None:
    car.navigation.route = None
    if not value:
        car.board.put("Navigation.Guidance", "STOPPED")
        return
    if not isinstance(value, Mapping) or not value.keys() <= {"destination", "eta", "waypoints"}:
        raise BadArrangementError(f"a route has destination, eta and waypoints, not {value!r}")
    stops = _strings("waypoints", value.get("waypoints"), ())
    car.navigation.route = Route(str(value.get("destination") or ""), stops)
    car.board.put("Navigation.Guidance", "ACTIVE")
    if value.get("eta"):
        car.board.put("Navigation.ETA", _legal(SIGNALS["Navigation.ETA"], value["eta"]))


def _state(car: Car, value: Any) -> None:
    for name, wanted in _members(value):
        signal = find(name)
        if signal.kind is Kind.QUERY or (wanted is None and not signal.message):
            continue
        if wanted is None:
            car.board.clear(name)
        elif signal.message is None:
            raise BadArrangementError(f"{name} is nothing that the car holds")
        else:
            legal = _legal(signal, wanted)
            if not signal.is_event:
                car.board.put(name, legal)


def _unavailable(car: Car, value: Any) -> None:
    missing = [one for name in _strings("unavailable", value, ()) for one in _expanded(name)]
    car.board.mark(car.board.unfitted.symmetric_difference(missing))
    car.board.unfitted = frozenset(missing)


_PARTS: Mapping[str, Callable[[Car, Any], None]] = {
    "speed_kmh": _speed,
    "night": _night,
    "rain": _rain,
    "occupants": _occupants,
    "contacts": _phone,
    "messages": _messages,
    "incoming_call": _incoming_call,
    "in_call": _in_call,
    "route": _route,
    "state": _state,
    "unavailable": _unavailable,
}
CONTEXT_KEYS = frozenset(_PARTS)
"""What ``arrange`` understands."""
_ZONES_NAMED: Mapping[str, tuple[Zone, ...]] = {
    **{zone.value: (zone,) for zone in Zone},
    "rear": (Zone.REAR_LEFT, Zone.REAR_RIGHT),
}


def _queries(state: Any) -> Mapping[str, Query]:
    """The requests in words of a state: what plays, where the way leads."""
    found: dict[str, Query] = {}
    for name, wanted in _members(state):
        if find(name).kind is Kind.QUERY and wanted is not None and find(name).message:
            found[name] = _query(find(name), wanted)
    return found


def _query(signal: Signal, value: Any) -> Query:
    fields = {"query": value} if isinstance(value, str) else value
    if not isinstance(fields, Mapping):
        raise BadArrangementError(f"{signal.name} cannot be {value!r}")
    query = Query.of(**{str(name): str(text) for name, text in fields.items()})
    if not signal.accepts(query):
        raise BadArrangementError(f"{signal.name} cannot be {value!r}")
    return query


def _members(state: Any) -> Sequence[tuple[str, Any]]:
    """Signals and values, with groups spread over their members."""
    if state is None:
        return ()
    if not isinstance(state, Mapping):
        raise BadArrangementError("state is an object of signals and values")
    return [pair for name, value in state.items() for pair in _spread(str(name), value)]


def _spread(name: str, value: Any) -> Sequence[tuple[str, Any]]:
    if name not in GROUPS:
        return ((name, value),)
    if not isinstance(value, Mapping):
        return tuple((member, value) for member in GROUPS[name])
    members = {member.rpartition(".")[2]: member for member in GROUPS[name]}
    if unknown := value.keys() - members.keys():
        raise BadArrangementError(f"{name} has no {', '.join(sorted(unknown))}")
    return tuple((members[part], worth) for part, worth in value.items())


def _legal(signal: Signal, value: Any) -> Value:
    if isinstance(value, list):
        value = tuple(sorted(value)) if all(isinstance(one, str) for one in value) else None
    if signal.kind is Kind.INT and isinstance(value, float):
        value = round(value)
    if not isinstance(value, bool | int | float | str | tuple) or not signal.accepts(value):
        raise BadArrangementError(f"{signal.name} cannot be {value!r}")
    return value


def _expanded(name: str) -> Sequence[str]:
    """The signals that a name, a group or a pattern stands for."""
    if name in GROUPS:
        return GROUPS[name]
    if "*" in name:
        return tuple(known for known in SIGNALS if fnmatchcase(known, name))
    return (find(name).name,)


def _list(name: str, value: Any) -> Sequence[Any]:
    if value is not None and not isinstance(value, list | tuple):
        raise BadArrangementError(f"{name} is a list, not {value!r}")
    return value or ()


def _strings(name: str, value: Any, default: tuple[str, ...]) -> tuple[str, ...]:
    if value is None:
        return default
    entries = _list(name, value)
    if not all(isinstance(entry, str) for entry in entries):
        raise BadArrangementError(f"{name} is a list of names, not {value!r}")
    return tuple(entries)


def _is_named(entry: Any) -> bool:
    return isinstance(entry, Mapping) and isinstance(entry.get("name"), str)


def _message(entry: Any) -> tuple[str, str]:
    if isinstance(entry, str):
        return (_UNKNOWN_CALLER, entry)
    if not isinstance(entry, Mapping) or not isinstance(entry.get("text"), str):
        raise BadArrangementError(f"a message has from and text, not {entry!r}")
    return (str(entry.get("from") or _UNKNOWN_CALLER), entry["text"])


def _caller(name: str, value: Any) -> str | None:
    if _is_named(value) or (isinstance(value, Mapping) and isinstance(value.get("from"), str)):
        value = value.get("name") or value.get("from")
    if value is None or value is False:
        return None
    if value is True:
        return _UNKNOWN_CALLER
    if not isinstance(value, str):
        raise BadArrangementError(f"{name} is somebody's name, not {value!r}")
    return value
