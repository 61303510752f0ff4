"""Windows, roof, shades, seats and doors: what travels, and what must not while the car does."""

from vehicle_bus.value import Value
from vehicle_bus.virtual.board import SLOW, Board
from vehicle_bus.virtual.ecu import Wanted

_CRAWL_KMH = 3.0
"""What the door and seat ECUs take for driving."""
_ONLY_STANDING: frozenset[tuple[str, Value]] = frozenset(
    {
        ("Door.Lock", False),
        ("Door.Driver.Open", True),
        ("Door.Passenger.Open", True),
        ("Door.Rear.Open", True),
        ("Trunk.Rear.Open", True),
        ("Trunk.Front.Open", True),
        ("Hood.Open", True),
        ("FuelFlap.Open", True),
        ("Mirror.Fold", True),
    }
)
_DRIVER_SEAT = ("Seat.Driver.Position", "Seat.Driver.Height", "Seat.Driver.Backrest")
_ROOF = "Sunroof.Position"
_SHADE = "Sunroof.Shade"
_TILT = "Sunroof.Tilt"
_ALONE = tuple(name for name in SLOW if name not in (_ROOF, _SHADE))


class Body:
    """Roof and shade share one frame: the shade is never less open than the roof above it."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def refuses(self, wanted: Wanted) -> bool:
        driving = self._board.number("Vehicle.Speed") >= _CRAWL_KMH
        return (driving and self._needs_standstill(wanted)) or self._roof_clashes(wanted)

    def follow(self, wanted: Wanted) -> None:
        board = self._board
        if wanted.get(_TILT) is True:
            board.aim(_ROOF, 0)
        elif wanted.get(_ROOF, 0) != 0 and board.is_on(_TILT):
            board.put(_TILT, False)
        if _ROOF in wanted and _wish(wanted, _ROOF) > self._goal(_SHADE):
            board.aim(_SHADE, 100)
        elif _SHADE in wanted and _wish(wanted, _SHADE) < self._goal(_ROOF):
            board.aim(_ROOF, 0)

    def tick(self, dt_s: float) -> None:
        board = self._board
        for name in _ALONE:
            board.travel(name, dt_s)
        opening = self._goal(_ROOF) > board.number(_ROOF)
        for name in (_SHADE, _ROOF) if opening else (_ROOF, _SHADE):
            self._travel_paired(name, dt_s)

    def _travel_paired(self, name: str, dt_s: float) -> None:
        roof, shade = self._board.number(_ROOF), self._board.number(_SHADE)
        if name == _ROOF:
            self._board.travel(name, dt_s, high=max(roof, shade))
        else:
            self._board.travel(name, dt_s, low=min(roof, shade))

    def _needs_standstill(self, wanted: Wanted) -> bool:
        return any(
            name in _DRIVER_SEAT or (name, value) in _ONLY_STANDING
            for name, value in wanted.items()
            if isinstance(value, bool | int | float)
        )

    def _roof_clashes(self, wanted: Wanted) -> bool:
        """Shut the shade and open the roof at once: the glass would be in the way."""
        if _ROOF not in wanted or _SHADE not in wanted:
            return False
        return _wish(wanted, _ROOF) > _wish(wanted, _SHADE)

    def _goal(self, name: str) -> float:
        goal = self._board.goal(name)
        return float(goal) if isinstance(goal, int | float) else 0.0


def _wish(wanted: Wanted, name: str) -> float:
    value = wanted[name]
    return float(value) if isinstance(value, int | float) else 0.0
