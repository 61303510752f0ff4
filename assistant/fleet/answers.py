"""What a driver is told about updates and about what is sent, made of records alone."""

from collections.abc import Sequence
from datetime import datetime

from cloud_sync import Grant, ReleaseNotice, State, UpdateEvent
from models import Contents
from vehicle_bus import Rule

_WAITING = frozenset({"available", "downloading", "downloaded", "staged", "tried", "switching"})
_DAY = "%-d %B"


def notice(state: State) -> str:
    """Of the update that waits: purpose, changes, duration, what is lost. Empty: none waits."""
    if state.phase not in _WAITING or state.release is None:
        return ""
    return f"Version {state.release.name} is waiting. {_in_words(state.release.notice)}"


def changes(state: State, used: Contents | None, history: Sequence[UpdateEvent]) -> str:
    if waiting := notice(state):
        return waiting
    if used is None:
        return f"This is the version the car came with.{_failed(state)}"
    since = next((e.at for e in reversed(history) if e.what == "in use"), None)
    day = f" since {since.astimezone():{_DAY}}" if since else ""
    release = state.release
    told = f" {release.notice.changes}" if release and release.name == used.release else ""
    return f"Version {used.release} is in use{day}.{told}{_failed(state)}"


def checked(state: State, used: Contents | None) -> str:
    """After a look at what the fleet orders."""
    if waiting := notice(state):
        agreed = "It is installed as soon as we are parked." if state.agreement else ""
        return f"Yes. {waiting} {agreed}".strip()
    name = f"version {used.release}" if used else "the version the car came with"
    return f"No, {name} is the latest for this car.{_failed(state)}"


def not_reached(state: State) -> str:
    if waiting := notice(state):
        return f"Yes. {waiting}"
    return "I cannot reach the update service now, and no update waits here."


def sent(
    grants: Sequence[Grant], waits: int, arrived: int, last: datetime | None, dropped: int
) -> str:
    """What is allowed, what was sent under it, and what became of the rest."""
    if not grants:
        return "Nothing. You have allowed nothing to be sent."
    what = "; ".join(
        f"{grant.purpose.what}, until {grant.expires_at.astimezone():{_DAY} %Y}"
        + ("" if grant.recipient == "manufacturer" else f", to {grant.recipient}")
        for grant in grants
    )
    parts = [f"You allow: {what}."]
    when = f", the last on {last.astimezone():{_DAY}}" if last else ""
    parts.append(f"{_count(arrived)} arrived{when}, {waits} {'waits' if waits == 1 else 'wait'}.")
    if dropped:
        parts.append(f"{_count(dropped)} {'was' if dropped == 1 else 'were'} never sent.")
    return " ".join(parts)


def deleted(waited: int) -> str:
    """What was taken back before it went out; empty: nothing waited."""
    return f"{_count(waited)} that waited {_be(waited)} deleted." if waited else ""


def in_use_now(state: State, used: Contents | None) -> str:
    """After an update: its result. Empty: nothing is new."""
    is_new = state.phase == "probation" and state.watch is not None and state.watch.turns == 0
    if not is_new or used is None or state.release is None:
        return ""
    return (
        f"Version {used.release} is in use now. {state.release.notice.changes} "
        "Say go back to the old version if you do not like it."
    )


def attacked(rule: str) -> str:
    """Of what may be changing the car now."""
    if rule == Rule.DIAGNOSIS_MOVING:
        what = "Somebody is at the car's control units while it moves."
    else:
        what = "Something in the car gives it orders that are not mine."
    return f"{what} If you know nothing of it, have the car looked at soon, please."


def _failed(state: State) -> str:
    if state.release is None or state.problem is None:
        return ""
    if state.phase == "refused":
        return f" Version {state.release.name} failed its trial on this car and is not used."
    if state.phase == "rolled_back":
        return f" Version {state.release.name} served worse, so I went back."
    return ""


def _in_words(told: ReleaseNotice) -> str:
    minutes = "a minute" if told.minutes <= 1 else f"{told.minutes} minutes"
    lost = f" You lose: {told.lost_functions}." if told.lost_functions else " Nothing is lost."
    return f"{told.purpose} {told.changes} It takes about {minutes}.{lost}"


def _be(number: int) -> str:
    return "is" if number == 1 else "are"


def _count(number: int) -> str:
    return "1 report" if number == 1 else f"{number} reports"
