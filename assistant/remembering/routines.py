"""Routines a driver taught under a name: kept, replaced, taken back, forgotten, listed."""

from datetime import datetime
from uuid import uuid4

from assistant.known import Routine
from assistant.memory import DROP, ROUTINES, TEACH, Told
from assistant.messages import Say, Status
from personalization import Taught, TaughtRoutines
from vehicle_bus import Query

_TOO_LONG = Say("That is too long to keep under one name.", Status.UNSUPPORTED)


class Routines:
    """Of one driver."""

    def __init__(self, taught: TaughtRoutines) -> None:
        self._taught = taught
        self._new: dict[str, tuple[str, Taught | None]] = {}
        """What was taught since somebody sat down, by id, and what the name meant before."""

    def all(self) -> tuple[Routine, ...]:
        return tuple(
            Routine(one.name, one.words, tuple(one.wishes.split()), _because(one))
            for one in self._taught.all()
        )

    def sentences(self) -> tuple[str, ...]:
        return tuple(one.sentence() for one in self._taught.all())

    def teach(self, asked: Query, at: datetime) -> Told:
        name, words = asked.get("name") or "", asked.get("text") or ""
        try:
            before = self._taught.teach(name, words, asked.get("wishes") or "", at)
        except ValueError:
            return Told(_TOO_LONG)
        identity = uuid4().hex
        self._new[identity] = (name, before)
        instead = f" Before, it was: {before.words}." if before else ""
        told = Say(f'Learned. Say "{name}" for: {words}.{instead}')
        return Told(told, ((TEACH, asked.merged({"id": identity})),))

    def drop(self, asked: Query) -> Told:
        """By name, or by number: what was just taught, and what it replaced is back."""
        if identity := asked.get("id"):
            if identity not in self._new:
                return Told(Say("That was taught by somebody else.", Status.REFUSED))
            name, before = self._new.pop(identity)
            self._taught.forget(name)
            if before is not None:
                self._taught.teach(before.name, before.words, before.wishes, before.told_at)
        else:
            name = asked.get("name") or ""
            self._taught.forget(name)
        return Told(Say(f"Forgotten: {name}."), ((DROP, asked),))

    def list(self) -> Told:
        known = self.sentences()
        nothing = "You have taught me nothing yet. Say: when I say movie mode, dim the lights."
        return Told(Say(" ".join(known) or nothing), ((ROUTINES, True),))

    def forget_all(self) -> None:
        self._taught.forget_all()
        self._new.clear()


def _because(one: Taught) -> str:
    return f"You taught me {one.name} on {one.told_at:%-d %B}: {one.words}."
