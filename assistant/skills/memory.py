"""The driver's own data: what is remembered and forgotten.

Switches of the car's own units act; wishes about what is remembered go to the memory of drivers.
"""

from typing import Annotated

from assistant.memory import EVERYTHING, FORGET, KEEP, KEY, LIST, SET, SWITCH
from assistant.messages import Say, Scene, Status
from assistant.skill import Effects, skill
from assistant.slots import Switch, Text, choice
from vehicle_bus import BusCommand, Query

History = Annotated[
    str,
    choice(destinations="destinations", calls="calls", voice="voice history", all="all"),
]
_CATEGORY_WORDS = {
    "comfort": "(comfort|climate|my climate)",
    "seats": "(seats|my seats)",
    "light": "(light|lights|my lights)",
    "navigation": "(navigation|my routes|routes)",
    "places": "(places|my places)",
    "media": "(media|music|my music)",
    "contacts": "(contacts|people|my contacts)",
    "wording": "(wording|how i talk)",
}
"""How the categories of preferences are said."""
CategoryName = Annotated[str, choice(**{name: name for name in _CATEGORY_WORDS})]
Day = Annotated[str, choice(yesterday="yesterday")]

_ALL_OF_IT = frozenset({"everything", "all", "preferences", "my preferences", "all of it"})
_NOTHING_LIKED = Say(
    "I do not know yet what you like here. Tell me, and I remember it.", Status.CLARIFY
)
_WHOSE_HABITS = Say("Whose habits? Say who you are first.", Status.CLARIFY)
_NOTICES = Say("From now on I notice what you usually do. Say stop learning to end that.")
_NOTHING_SET_YESTERDAY = Say(
    "I do not know of anything that you set yesterday. I learn only if you tell me to.",
    Status.CLARIFY,
)


@skill("driver.remember", word="remember")
def remember(scene: Scene, text: Text) -> Effects:
    return (BusCommand(SET, Query.of(text=text)),)


@skill(
    "driver.usual",
    word="usual",
    phrases=(
        "(the usual|as usual|my usual settings|as i like it|like i like it)",
        "([the same|everything] (as|like) [i had it] yesterday) => yesterday",
    ),
)
def usual(scene: Scene, day: Day = "") -> Effects:
    known = scene.known.yesterday if day else scene.known.likings
    set_then = tuple(BusCommand(liking.signal, liking.value) for liking in known)
    return set_then or (_NOTHING_SET_YESTERDAY if day else _NOTHING_LIKED,)


@skill("driver.forget", word="forget")
def forget(scene: Scene, text: Text) -> Effects:
    return (BusCommand(FORGET, Query.of(scope=EVERYTHING if text in _ALL_OF_IT else text)),)


@skill("driver.wipe", word="wipe", phrases=("forget everything [you know] about me",))
def wipe(scene: Scene) -> Effects:
    return (BusCommand(FORGET, Query.of(scope=EVERYTHING)),)


@skill("driver.known", word="known", phrases=("what do you (know|remember) about me",))
def known(scene: Scene) -> Effects:
    return (BusCommand(LIST, True),)


@skill(
    "driver.switch",
    word="driver",
    phrases=(
        "[(switch|change) to|turn on] (guest mode|guest|valet mode) => guest",
        "a guest is driving => guest",
    ),
)
def switch(scene: Scene, text: Text) -> Effects:
    return (BusCommand(SWITCH, Query.of(name=text)),)


@skill(
    "driver.key",
    word="key",
    phrases=("(this is my key|this key is mine|remember my key|this is my phone key)",),
)
def key(scene: Scene) -> Effects:
    return (BusCommand(KEY, True),)


@skill(
    "driver.category",
    word="keep",
    phrases=tuple(
        f"{lead} {what} => {category} {on}"
        for category, what in _CATEGORY_WORDS.items()
        for lead, on in (
            ("(keep|remember|store) nothing [more] about", "off"),
            ("(do not remember|stop remembering) [anything about]", "off"),
            ("(remember things|you may remember things|keep things) about", "on"),
        )
    ),
)
def category(scene: Scene, category: CategoryName, on: Switch) -> Effects:
    kept = Query.of(name=category, on="on" if on else "off")
    return (BusCommand(KEEP, kept),)


@skill(
    "driver.learning",
    word="learning",
    phrases=("(stop learning|turn off learning) => off", "(start learning|turn on learning) => on"),
)
def learning(scene: Scene, on: Switch) -> Effects:
    if on and not scene.known.driver:
        return (_WHOSE_HABITS,)
    learning = BusCommand("Profile.Learning", on)
    return (learning, _NOTICES) if on and not scene.known.learns else (learning,)


@skill("driver.history", word="history", phrases=("(clear|delete) my call history => calls",))
def history(scene: Scene, scope: History) -> Effects:
    return (BusCommand("Privacy.History.Clear", Query.of(scope=scope)),)


@skill(
    "driver.microphone",
    word="mic",
    phrases=(
        "(turn off the microphone|stop listening|microphone off) => off",
        "(turn on the microphone|microphone on) => on",
    ),
    example="Turn off the microphone.",
)
def microphone(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("Privacy.Microphone", on),)
