"""The line to the cloud as the dialogue sees it: asked by the driver, answering from its records.

Wishes for it are commands of the signals below, judged like any other. What it agrees to happens
later and elsewhere; it moves nothing. ``Told`` is the answer, as the memory of drivers gives it.
"""

from typing import Protocol

from assistant.memory import Told
from assistant.messages import Say, Scene, Status
from vehicle_bus import BusCommand

UPDATE = "Software.Update"
TONIGHT = "Software.Update.Tonight"
CHANGES = "Software.Update.Changes"
BACK = "Software.Update.Back"
SENT = "Cloud.Sent.List"
ERASE = "Cloud.Sent.Erase"
CLOUD_SIGNALS = frozenset({UPDATE, TONIGHT, CHANGES, BACK, SENT, ERASE})
LOCATION = "Privacy.LocationSharing"
SHARING = "Privacy.DataSharing"
CONSENT_SIGNALS = frozenset({LOCATION, SHARING})
"""Switches of the car that mean a grant of the owner, too; asked once the car has reported."""


class Cloud(Protocol):
    @property
    def notice(self) -> str:
        """What a driver is told of the update that waits; empty if none does. In memory."""

    def carry_out(self, command: BusCommand, scene: Scene) -> Told:
        """One command of the signals above; what is reported is on the disk when it returns."""


class NoCloud:
    """A car that belongs to no fleet, or a conversation that leaves no trace."""

    notice = ""

    def carry_out(self, command: BusCommand, scene: Scene) -> Told:
        if command.signal in CONSENT_SIGNALS:
            return Told(Say(""))
        answer = _NO_FLEET.get((command.signal, command.value), _NO_UPDATE)
        reported = ((command.signal, command.value),) if answer.status is Status.DONE else ()
        return Told(answer, reported)


_NO_UPDATE = Say("There is no update here.", Status.UNSUPPORTED)
_NO_FLEET = {
    (UPDATE, "CHECK"): Say("No update waits here, and I have no line to ask for a new one."),
    (CHANGES, True): Say("Nothing has changed: this is the version the car came with."),
    (BACK, True): Say("There is no older version to go back to.", Status.UNSUPPORTED),
    (SENT, True): Say("Nothing. This car belongs to no fleet, and nothing leaves it."),
    (ERASE, True): Say("Nothing was ever sent, so there is nothing to delete."),
}
