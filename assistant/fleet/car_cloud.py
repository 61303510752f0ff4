"""The ``Cloud`` of the dialogue for a car that belongs to a fleet.

Every answer is made of the car's own records; the network is asked for one thing only, whether
there is an update, and no longer than a driver waits. What takes time is left to ``Upkeep``.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from assistant.cloud import BACK, CHANGES, ERASE, LOCATION, SENT, SHARING, TONIGHT, UPDATE
from assistant.fleet import answers
from assistant.fleet.parts import Parts
from assistant.memory import Told
from assistant.messages import Say, Scene, Status
from cloud_sync import CloudError, NotNowError, Purpose
from vehicle_bus import BusCommand

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_NIGHT_BEGINS, _NIGHT_ENDS = 22, 5
_SHARED = (Purpose.MAINTENANCE, Purpose.IMPROVEMENT, Purpose.UPDATES, Purpose.SECURITY)
"""What "share my data" allows: numbers about the car; not where it is, nor what is said."""

Look = Callable[[], bool]
"""Ask the fleet now; False: it cannot be reached, or not soon enough."""


class CarCloud:
    def __init__(self, parts: Parts, look: Look, nudge: Callable[[], None]) -> None:
        """``nudge``: there is something to do in the background."""
        self._parts = parts
        self._look = look
        self._nudge = nudge
        self.notice = answers.notice(parts.journey.state)
        """What waits, kept in memory; ``refresh`` looks at the disk."""

    def refresh(self) -> None:
        self.notice = answers.notice(self._parts.journey.state)

    def carry_out(self, command: BusCommand, scene: Scene) -> Told:
        todo: Mapping[str, Callable[[], str]] = {
            TONIGHT: lambda: self._agree(_tonight()),
            CHANGES: self._changes,
            BACK: self._back,
            SENT: self._sent,
            ERASE: self._erase,
            LOCATION: lambda: self._consent((Purpose.LOCATION,), command.value is True),
            SHARING: lambda: self._consent(_SHARED, command.value is True),
        }
        steps: Mapping[object, Callable[[], str]] = {
            "CHECK": self._check,
            "INSTALL": lambda: self._agree(None),
            "POSTPONE": self._postpone,
        }
        act = steps[command.value] if command.signal == UPDATE else todo[command.signal]
        try:
            text = act()
        except CloudError as error:
            return Told(Say(str(error), Status.UNSUPPORTED))
        finally:
            self.refresh()
        is_cars = command.signal in {LOCATION, SHARING}
        return Told(Say(text), () if is_cars else ((command.signal, command.value),))

    def _check(self) -> str:
        is_reached, journey = self._look(), self._parts.journey
        if not is_reached:
            return answers.not_reached(journey.state)
        return answers.checked(journey.state, journey.in_use)

    def _agree(self, not_before: datetime | None) -> str:
        self._parts.installation.agree(not_before)
        self._nudge()
        when = "tonight, once we are parked" if not_before else "as soon as we are parked"
        return f"I try it and install it {when}. It is used from the next start on."

    def _postpone(self) -> str:
        if self._parts.journey.state.agreement is None:
            raise NotNowError("Nothing is about to be installed.", "update.none")
        self._parts.installation.postpone()
        return "I leave it. Say install it whenever you like."

    def _changes(self) -> str:
        journey = self._parts.journey
        return answers.changes(journey.state, journey.in_use, journey.history())

    def _back(self) -> str:
        self._parts.installation.roll_back()
        self._nudge()
        return "From the next start on I use the version before."

    def _sent(self) -> str:
        parts = self._parts
        found = parts.outbox.receipts(_BEGINNING)
        last = max((receipt.at for _, receipt in found), default=None)
        arrived = sum(when is not None for _, when in parts.outbox.all(_BEGINNING))
        waits = sum(parts.outbox.count(data_class) for data_class, _ in parts.outbox.streams())
        dropped = sum(sum(why.values()) for why in parts.outbox.dropped().values())
        return answers.sent(parts.ledger.live(), waits, arrived, last, dropped)

    def _erase(self) -> str:
        self._parts.erasure.ask()
        gone = self._parts.outbox.forget_sent()
        self._nudge()
        return (
            f"My copies are deleted, {gone} of them. I have the fleet delete theirs as soon as "
            "I reach it."
        )

    def _consent(self, purposes: tuple[Purpose, ...], is_given: bool) -> str:
        """Stopping to share data stops everything that is told to anybody."""
        ledger = self._parts.ledger
        if is_given:
            fresh = [purpose for purpose in purposes if not ledger.allows(purpose)]
            for purpose in fresh:
                ledger.give(purpose, through="voice")
            what = "; ".join(purpose.what for purpose in fresh)
            return f"From now on the manufacturer is told: {what}." if fresh else ""
        is_all = purposes == _SHARED
        gone = [grant for grant in ledger.live() if is_all or grant.purpose in purposes]
        ledger.take_back(gone)
        dropped = self._parts.outbox.drop_what_is_not_allowed()
        self._parts.own.drop_what_is_not_allowed()
        return answers.deleted(dropped)


def _tonight() -> datetime:
    """When the night begins, or now if it has begun."""
    now = datetime.now().astimezone()
    if now.hour >= _NIGHT_BEGINS or now.hour < _NIGHT_ENDS:
        return now
    return now.replace(hour=_NIGHT_BEGINS, minute=0, second=0, microsecond=0)
