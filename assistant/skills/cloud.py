"""What leaves the car, and what comes to it: sharing, what was sent, and updates.

Switches of the car's own units act; the rest is asked of the line to the cloud, which answers from
its records. An update is told of before it is agreed to.
"""

from typing import Annotated

from assistant.cloud import BACK, CHANGES, ERASE, SENT, TONIGHT, UPDATE
from assistant.messages import Say, Scene
from assistant.skill import Effects, skill
from assistant.slots import Switch, choice
from vehicle_bus import BusCommand

Update = Annotated[
    str,
    choice(
        check="check",
        install="install",
        postpone="postpone",
        tonight="tonight",
        changes="changes",
        back="back",
    ),
]
_COMMANDS = {
    "check": BusCommand(UPDATE, "CHECK"),
    "install": BusCommand(UPDATE, "INSTALL"),
    "postpone": BusCommand(UPDATE, "POSTPONE"),
    "tonight": BusCommand(TONIGHT, True),
    "changes": BusCommand(CHANGES, True),
    "back": BusCommand(BACK, True),
}
_AGREED_TO = frozenset({"install", "tonight"})


@skill(
    "driver.location_sharing",
    word="location",
    phrases=(
        "turn on location sharing => on",
        "(share my location|you may share my location) => on",
        "stop (sharing|sending) my location => off",
    ),
    example="Stop sharing my location.",
)
def location_sharing(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("Privacy.LocationSharing", on),)


@skill(
    "driver.data_sharing",
    word="sharing",
    phrases=("(turn off data sharing|stop sharing my data) => off", "turn on data sharing => on"),
    example="Stop sharing my data.",
)
def data_sharing(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("Privacy.DataSharing", on),)


@skill(
    "driver.sent",
    word="sent",
    phrases=(
        "(what|which data) do you (send|share|upload) [about me]",
        "(what|which data) have you sent [about me]",
        "what (leaves|goes out of) the car",
    ),
    example="What do you send about me?",
)
def sent(scene: Scene) -> Effects:
    return (BusCommand(SENT, True),)


@skill(
    "driver.unsend",
    word="unsend",
    phrases=(
        "(delete|erase|remove) (what|everything|all [that]) you [have] (sent|shared|uploaded)"
        " [about me]",
        "(delete|erase|remove) my data (from|in) the cloud",
    ),
)
def unsend(scene: Scene) -> Effects:
    return (BusCommand(ERASE, True),)


@skill(
    "driver.update",
    word="update",
    phrases=(
        "(check for updates|any updates|is there an update|look for updates) => check",
        "(install the update|install it|install the new version|update yourself) => install",
        "(install it|install the update|update yourself|do the update) tonight => tonight",
        "(install the update later|postpone the update|not now with the update) => postpone",
        "(what changed|what has changed) => changes",
        "what (is|was) in the [new|last] update => changes",
        "what does the update (change|do) => changes",
        "(go|change|switch) back to the (old|last|previous) version => back",
        "(undo|take back|roll back) the [last] update => back",
    ),
    example="Is there an update?",
)
def update(scene: Scene, what: Update) -> Effects:
    notice = (Say(scene.notice),) if what in _AGREED_TO and scene.notice else ()
    return (*notice, _COMMANDS[what])
