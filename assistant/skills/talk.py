"""The conversation itself: undo, yes and no, stop, and wishes no other skill may take."""

from typing import Annotated

from assistant.memory import DROP, FORGET, SET, TEACH
from assistant.messages import Deed, Effect, Say, Scene, Status
from assistant.skill import Effects, skill
from assistant.slots import choice
from vehicle_bus import BusCommand, Query, catalogue

Smalltalk = Annotated[
    str,
    choice(
        hello="Hello! What can I do for you?",
        thanks="You're welcome.",
        who="I am Codriver, a machine: a language model in this car, working without a network.",
    ),
]
_TAKEN_BACK_BY = {SET: FORGET, TEACH: DROP}
HowFar = Annotated[bool, choice(all=True)]


@skill(
    "talk.undo",
    word="undo",
    phrases=(
        "(undo that|undo it|take that back|put it back|put that back|undo the last thing)",
        "undo (everything|all of it) => all",
    ),
    example="Undo that.",
)
def undo(scene: Scene, everything: HowFar = False) -> Effects:
    turns = scene.conversation.deeds if everything else scene.conversation.deeds[-1:]
    backwards = (deed for turn in reversed(turns) for deed in reversed(turn))
    first = {deed.signal: restoring(deed) for deed in backwards}
    return tuple(first.values()) or (Say("There is nothing to take back.", Status.CLARIFY),)


def restoring(deed: Deed) -> Effect:
    """The command that brings back what stood before a deed, or why there is none."""
    before = deed.before
    if deed.signal == "Navigation.Destination":
        place = before.get("query") if isinstance(before, Query) else None
        if place is None:
            return BusCommand("Navigation.Guidance", "STOPPED")
        return BusCommand(deed.signal, Query.of(query=place))
    if told := _told(deed):
        return BusCommand(_TAKEN_BACK_BY[deed.signal], Query.of(id=told))
    entry = catalogue.SIGNALS[deed.signal]
    if before is None or entry.kind in {"momentary", "query"}:
        return Say("Some of that cannot be taken back.", Status.UNSUPPORTED)
    return BusCommand(deed.signal, before)


def _told(deed: Deed) -> str | None:
    """The number of what was told to the memory of drivers, if the deed was that."""
    is_told = deed.signal in _TAKEN_BACK_BY
    return deed.after.get("id") if is_told and isinstance(deed.after, Query) else None


@skill(
    "talk.yes",
    word="yes",
    phrases=("(yes|yeah|yep|yes please|sure|ok|okay|do it|go ahead|please do|confirm|of course)",),
)
def yes(scene: Scene) -> Effects:
    """With a question open the planner puts what was asked in this wish's place."""
    return (Say("Yes to what?", Status.CLARIFY),)


@skill("talk.no", word="no", phrases=("(no|nope|no thanks|no thank you|do not|rather not)",))
def no(scene: Scene) -> Effects:
    return (Say("All right, I leave it."),)


@skill(
    "talk.cancel",
    word="cancel",
    phrases=(
        "(stop|cancel|never mind|nevermind|stop it|cancel that|quiet|shut up|be quiet|abort)",
    ),
    example="Never mind.",
)
def cancel(scene: Scene) -> Effects:
    return (Say("Okay."),)


@skill(
    "talk.repeat", word="repeat", phrases=("(say that again|what did you say|come again|pardon)",)
)
def repeat(scene: Scene) -> Effects:
    return (Say(scene.conversation.reply or "I have not said anything yet."),)


@skill(
    "talk.why",
    word="why",
    phrases=(
        "(why|why not|why did you do that|explain that)",
        "(where did you get that from|where do you know that from|how do you know that)",
    ),
)
def why(scene: Scene) -> Effects:
    return (Say(scene.conversation.why or "I have not done anything yet."),)


@skill("talk.nothing", word="nothing")
def nothing(scene: Scene) -> Effects:
    return (Say("All right, I leave it as it is."),)


@skill(
    "talk.chat",
    word="chat",
    phrases=(
        "(hi|hey|good morning|good evening) => hello",
        "(thanks|thank you) => thanks",
        "(are you a machine|are you human|who are you|what are you) => who",
        "are you (a|an) [real|actual] "
        "(human|human being|person|robot|computer|computer program|ai|bot|chatbot) => who",
        "are you (real|artificial|artificial intelligence|alive) => who",
        "am i (talking|speaking) (to|with) (a|an) [real|actual] "
        "(human|human being|person|machine|robot|computer|ai|bot) => who",
        "(is this|is there) (a|an) [real|actual] (human|human being|person|robot|ai) "
        "[talking|speaking|there] => who",
    ),
)
def chat(
    scene: Scene, kind: Smalltalk = "I am here for the car: say what you would like."
) -> Effects:
    return (Say(kind),)


@skill("talk.unsupported", word="unsupported")
def unsupported(scene: Scene) -> Effects:
    return (Say("That is beyond what I can do in this car.", Status.UNSUPPORTED),)


@skill("talk.clarify", word="clarify")
def clarify(scene: Scene) -> Effects:
    return (Say("What exactly shall I change?", Status.CLARIFY),)


@skill("talk.unsafe", word="unsafe")
def unsafe(scene: Scene) -> Effects:
    return (Say("No. That belongs to the car's safety, and I never touch it.", Status.REFUSED),)
