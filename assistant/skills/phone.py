"""Calls and messages. What a message says is read out as data and never acted on."""

from typing import Annotated

from assistant.messages import AskWhich, Option, Say, Scene, Status
from assistant.people import contacts_meant
from assistant.skill import Effects, skill
from assistant.slots import TEXT, Slot, Text, choice
from vehicle_bus import BusCommand, Query, Value

Handle = Annotated[str, choice(answer="ANSWERED", reject="REJECTED", hangup="ENDED")]
Content = Annotated[str, Slot({(":", TEXT): TEXT})]


def _to_person(scene: Scene, said: str, signal: str, **more: str) -> Effects:
    key = "to" if signal == "Phone.Message" else "query"

    def command(name: str) -> BusCommand:
        value: Value = Query.of(**{key: name}, **more)
        return BusCommand(signal, value)

    people = contacts_meant(said, scene.vehicle.contacts)
    if len(people) > 1:
        return (AskWhich("Which one", tuple(Option(p, (command(p),)) for p in people)),)
    return (command(people[0] if people else said),)


@skill("phone.call", word="call", example="Call Anna.")
def call(scene: Scene, text: Text) -> Effects:
    return _to_person(scene, text, "Phone.Call")


@skill("phone.message", word="message", example="Tell Anna I am running late.")
def message(scene: Scene, to: Text, text: Content) -> Effects:
    return _to_person(scene, to, "Phone.Message", text=text)


@skill(
    "phone.handle",
    word="phone",
    phrases=(
        "(answer|answer it|answer the (phone|call)|pick up) => answer",
        "(accept|take) the call => answer",
        "(reject|reject the call|reject it|decline|decline it|do not answer) => reject",
        "(hang up|end the call|end call) => hangup",
    ),
    example="Answer the call.",
)
def handle(scene: Scene, to: Handle) -> Effects:
    ringing, talking = scene.vehicle.incoming_call, scene.vehicle.in_call
    if (to == "ENDED" and not (talking or ringing)) or (to != "ENDED" and not ringing):
        return (Say("There is no call.", Status.UNSUPPORTED),)
    return (BusCommand("Phone.Call.State", to),)


@skill(
    "phone.read_messages",
    word="messages",
    phrases=("(read|read me|read out) my (messages|texts)", "[do i have] any [new] messages"),
    example="Read my messages.",
)
def read_messages(scene: Scene) -> Effects:
    if not scene.vehicle.messages:
        return (Say("You have no new messages."),)
    read = " ".join(f"{sender} writes: {text}" for sender, text in scene.vehicle.messages)
    return (BusCommand("Phone.ReadMessages", True), Say(read))
