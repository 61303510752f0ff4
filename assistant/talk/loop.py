"""Wake, listen, think, act, speak, listen again: one block of sound at a time.

``run`` leads the conversation from one thread. Recognising, taking a turn and speaking are given
to workers and looked at again with every block, so that the driver is heard in every state: a
first syllable silences the car, and "stop" stops it without the language model.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

from assistant.errors import AssistantError
from assistant.messages import Reply, Status, Transcript, Turn
from assistant.speech.device import Microphone
from assistant.speech.echo import EchoGate
from assistant.speech.endpoint import Endpointer
from assistant.speech.hearing import Ear
from assistant.speech.seat import mixed
from assistant.speech.tones import Tone, tone
from assistant.talk.acquaintance import Acquaintance
from assistant.talk.inlet import Condition, Inlet
from assistant.talk.listener import Listener, Recognised
from assistant.talk.mouth import Mouth
from assistant.talk.session import Session
from assistant.talk.state import Activation, State, View
from assistant.talk.thinking import Stopped, Thinking, Thought
from assistant.talk.workers import Workers
from models import Cancel, ModelsError, Samples, Sound, WakeWord
from vehicle_bus import Vehicle, Zone

FOLLOW_UP_S = 8.0
"""How long words are listened to after the wake word, the button, or an answer."""
SIGN_OF_LIFE_AFTER_S = 1.5
_BEFORE_BARGE_IN_BLOCKS = 16
"""What is listened to again when the driver speaks over the car: 0.5 s."""
_SIGN_OF_LIFE = Reply("One moment.", Status.DONE)


@dataclass(frozen=True, slots=True)
class Parts:
    """All that the loop leads. ``wake`` is None if no wake word can be had or none is wanted."""

    vehicle: Vehicle
    session: Session
    microphone: Microphone
    played: Callable[[], Samples]
    """What the loudspeaker gave since the last call."""
    endpointer: Endpointer
    echo: EchoGate
    wake: WakeWord | None
    ear: Ear
    acquaintance: Acquaintance
    mouth: Mouth
    view: View
    workers: Workers
    clock: Callable[[], float]
    """Seconds; of the recording, if it is one."""
    activation: Activation
    speaker: Zone
    is_recording: bool
    """Nobody can unmute a recording: muted, it is over."""
    first_use: Callable[[], Reply | None]
    """What somebody who is new has to be told, once."""


class Talk:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._inlet = Inlet(parts.microphone, parts.vehicle, parts.clock, parts.view.notice)
        self._listener = Listener(parts.endpointer, self._recognise)
        self._thinking = Thinking(parts.session, parts.acquaintance, parts.workers.think)
        self._pushed: SimpleQueue[None] = SimpleQueue()
        self._begun: SimpleQueue[Turn] = SimpleQueue()
        self._recent: deque[tuple[Samples, Samples]] = deque(maxlen=_BEFORE_BARGE_IN_BLOCKS)
        self._listen_until_s = 0.0
        self._busy_since_s: float | None = None
        self._gave_sign = False
        self._shown: State | None = None
        self._is_left = False

    def push(self) -> None:
        """The button: listen now. Any thread."""
        self._pushed.put(None)

    def tell(self, turn: Turn) -> None:
        """The car begins: this turn is shown, said, and may be answered. Any thread."""
        self._begun.put(turn)

    @property
    def is_quiet(self) -> bool:
        """Nobody speaks, and nothing that was said is being worked on. Any thread."""
        is_at_work = self._thinking.is_busy or self._listener.is_hearing
        return not (is_at_work or self._parts.mouth.is_speaking)

    def leave(self) -> None:
        """End it with the next block. Any thread."""
        self._is_left = True

    def run(self) -> None:
        """Until told to leave, or until a recording is over and its last answer is said."""
        try:
            while not (self._is_left or self._is_over()):
                self._once()
        finally:
            self._parts.mouth.hush()
            self._inlet.close()

    def _is_over(self) -> bool:
        is_muted = self._inlet.condition is Condition.MUTED and self._parts.is_recording
        return (self._inlet.is_over or is_muted) and not self._thinking.is_busy

    def _once(self) -> None:
        channels = self._inlet.read()
        if not self._pushed.empty():
            self._pushed.get()
            self._parts.mouth.hush()
            self._listen()
        if not self._begun.empty():
            self._answer(self._begun.get())
        if channels is not None:
            self._take(channels)
        elif self._inlet.condition is not Condition.OPEN:
            self._listener.reset()
        self._look()
        self._keep_time()
        self._show()

    def _take(self, channels: Samples) -> None:
        """One block of sound: who speaks, and is it for us?"""
        parts = self._parts
        heard = mixed(channels)
        parts.echo.take(heard, parts.played())
        if parts.mouth.is_speaking:
            self._recent.append((heard, channels))
            if not parts.echo.driver_speaks:
                return
            parts.mouth.hush()
            self._listen()
            heard_already = tuple(self._recent)
            self._recent.clear()
            for block, its_channels in heard_already:
                self._listen_to(block, its_channels)
        elif self._is_listening():
            self._listen_to(heard, channels)
        elif parts.wake is not None and parts.wake.heard(heard):
            parts.mouth.play(tone(Tone.WAKE))
            self._listen()

    def _listen_to(self, block: Samples, channels: Samples) -> None:
        if ended := self._listener.take(block, channels):
            self._thinking.add(ended)

    def _listen(self) -> None:
        """Open the window for words."""
        self._listener.reset()
        self._listen_until_s = self._parts.clock() + FOLLOW_UP_S

    def _is_listening(self) -> bool:
        is_window_open = self._parts.clock() < self._listen_until_s
        is_always = self._parts.activation is Activation.OPEN
        return is_always or is_window_open or self._listener.is_hearing or self._thinking.is_busy

    def _recognise(self, sound: Sound, seat: Zone | None, cancel: Cancel) -> Recognised:
        return self._parts.workers.hear.submit(self._hear, sound, seat, cancel)

    def _hear(self, sound: Sound, seat: Zone | None, cancel: Cancel) -> Transcript | None:
        parts = self._parts
        speaker = seat or parts.speaker
        heard = parts.ear.hear(sound, parts.vehicle.refresh(), speaker, cancel)
        return parts.acquaintance.noticed(heard, sound)

    def _look(self) -> None:
        """What the workers have come to."""
        try:
            self._take_note(self._thinking.look())
            if news := self._parts.acquaintance.news():
                self._tell(news)
            if problem := self._parts.mouth.problem():
                raise problem
        except (AssistantError, ModelsError) as error:
            self._parts.view.notice(f"{error} ({error.code})")

    def _take_note(self, thought: Thought | None) -> None:
        match thought:
            case Stopped(heard):
                self._parts.mouth.hush()
                self._parts.view.heard(heard)
                self._parts.mouth.play(tone(Tone.DONE))
            case Transcript() as heard:
                self._parts.view.heard(heard)
            case Reply() as reply:
                self._tell(reply)
            case Turn() as turn:
                self._answer(turn)
            case None:
                pass

    def _tell(self, reply: Reply) -> None:
        """An answer that is no turn: nothing was planned and nothing moved."""
        self._parts.view.notice(reply.text)
        speed_kmh = self._parts.vehicle.refresh().speed_kmh
        self._parts.mouth.say(reply, speed_kmh, only_deeds=False)

    def _answer(self, turn: Turn) -> None:
        self._parts.view.turn(turn)
        self._listen_until_s = self._parts.clock() + FOLLOW_UP_S
        only_deeds = all(step.commands == step.effects for step in turn.plan.steps)
        self._parts.mouth.say(turn.reply, turn.scene.vehicle.speed_kmh, only_deeds=only_deeds)
        if notice := self._parts.first_use():
            self._tell(notice)

    def _keep_time(self) -> None:
        """An answer keeps the window open; one that takes long is announced."""
        now_s = self._parts.clock()
        if self._parts.mouth.is_speaking:
            self._listen_until_s = max(self._listen_until_s, now_s + FOLLOW_UP_S)
        if not self._thinking.is_busy:
            self._busy_since_s, self._gave_sign = None, False
        elif self._busy_since_s is None:
            self._busy_since_s = now_s
        elif now_s - self._busy_since_s > SIGN_OF_LIFE_AFTER_S and not self._gave_sign:
            self._gave_sign = True
            self._tell(_SIGN_OF_LIFE)

    def _show(self) -> None:
        state = self._state()
        if state is not self._shown:
            self._shown = state
            self._parts.view.state(state)
            if state is State.MUTED:
                self._parts.mouth.play(tone(Tone.MUTED))

    def _state(self) -> State:
        if self._inlet.condition is Condition.MUTED:
            return State.MUTED
        if self._inlet.condition is Condition.LOST:
            return State.DEAF
        if self._parts.mouth.is_speaking:
            return State.SPEAKING
        if self._thinking.is_busy:
            return State.THINKING
        return State.LISTENING if self._is_listening() else State.IDLE
