"""The light ECU: beams, fog lights, and the sensor that switches them with darkness.

The sensor acts when darkness comes or goes, and when the switch is turned to automatic; it does not
fight a hand that switched the lights since.
"""

from vehicle_bus.state import NIGHT_BELOW_PERCENT
from vehicle_bus.virtual.board import Board
from vehicle_bus.virtual.ecu import Wanted

_LOW = "Light.LowBeam"
_HIGH = "Light.HighBeam"
_AUTO = "Light.Auto"
_FOG = ("Light.Fog.Front", "Light.Fog.Rear")


class Light:
    def __init__(self, board: Board) -> None:
        self._board = board
        self._was_dark = self._is_dark()

    def settle(self) -> None:
        """Take the light outside as given: nothing is switched because of it."""
        self._was_dark = self._is_dark()

    def refuses(self, wanted: Wanted) -> bool:
        fog_after = any(wanted.get(fog, self._board.get(fog)) is True for fog in _FOG)
        return wanted.get(_HIGH) is True and fog_after

    def follow(self, wanted: Wanted) -> None:
        board = self._board
        if _LOW in wanted and _AUTO not in wanted:
            board.put(_AUTO, False)
        if any(wanted.get(fog) is True for fog in _FOG):
            board.put(_HIGH, False)
            self._light_up(wanted)
        if wanted.get(_HIGH) is True:
            self._light_up(wanted)
        if wanted.get(_LOW) is False:
            board.put(_HIGH, False)
        if wanted.get(_AUTO) is True and _LOW not in wanted:
            board.put(_LOW, self._is_dark())

    def tick(self, dt_s: float) -> None:
        dark = self._is_dark()
        if dark == self._was_dark:
            return
        self._was_dark = dark
        if self._board.is_on(_AUTO):
            self._board.put(_LOW, dark)

    def _light_up(self, wanted: Wanted) -> None:
        if _LOW not in wanted:
            self._board.put(_LOW, True)

    def _is_dark(self) -> bool:
        raining = self._board.number("Vehicle.Rain.Intensity") > 0
        threshold = NIGHT_BELOW_PERCENT * (2 if raining else 1)
        return self._board.number("Vehicle.Exterior.LightIntensity") < threshold
