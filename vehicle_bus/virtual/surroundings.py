"""What the car cannot change: light, rain, the air outside, the time, and the road it is on."""

from vehicle_bus.virtual.board import Board
from vehicle_bus.virtual.ecu import Wanted

DAYLIGHT_PERCENT = 80
NIGHT_PERCENT = 2
RAIN_PERCENT = 60
_DAY_S = 86_400.0
_PLACE_EVERY_KM = 12.0
_ROAD = (
    "B2 near Augsburg",
    "B2 near Mering",
    "B2 near Althegnenberg",
    "B2 near Mammendorf",
    "B2 near Fürstenfeldbruck",
    "B2 near Puchheim",
    "Landsberger Straße in Munich",
)


class Surroundings:
    def __init__(self, board: Board) -> None:
        self._board = board
        self._clock_s = 0.0
        self._driven_km = 0.0
        self.settle()

    def settle(self) -> None:
        """Take the time as it stands on the board, and this place as where the road begins."""
        self._clock_s = clock_seconds(self._board.text("Vehicle.Time"))
        self._driven_km = 0.0

    def night(self, on: bool) -> None:
        level = NIGHT_PERCENT if on else DAYLIGHT_PERCENT
        self._board.put("Vehicle.Exterior.LightIntensity", level)

    def rain(self, on: bool) -> None:
        self._board.put("Vehicle.Rain.Intensity", RAIN_PERCENT if on else 0)

    def refuses(self, wanted: Wanted) -> bool:
        return False

    def follow(self, wanted: Wanted) -> None:
        """Nothing of this can be asked for."""

    def tick(self, dt_s: float) -> None:
        self._clock_s = (self._clock_s + dt_s) % _DAY_S
        self._board.put("Vehicle.Time", clock_text(self._clock_s))
        self._move(self._board.number("Vehicle.Speed") * dt_s / 3600)

    def _move(self, km: float) -> None:
        passed = int(self._driven_km / _PLACE_EVERY_KM)
        self._driven_km += km
        place = int(self._driven_km / _PLACE_EVERY_KM)
        if place != passed:
            self._board.put("Vehicle.Location", _ROAD[place % len(_ROAD)])


def clock_text(seconds: float) -> str:
    """Seconds since midnight as HH:MM."""
    minutes = int(seconds % _DAY_S) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def clock_seconds(text: str) -> float:
    hours, _, minutes = text.partition(":")
    return int(hours) * 3600.0 + int(minutes) * 60.0
