"""A spoken conversation, block by block: the real loop, endpointer, gate, dialogue and car."""

import numpy as np

from assistant.known import Offer
from assistant.messages import Status
from assistant.speech.device import BLOCK
from assistant.speech.file_device import Tape
from assistant.talk.state import Activation, State
from assistant.talk.workers import on_the_spot
from models import HEARING_RATE_HZ, Samples
from tests.assistant.talk.cast import Stage, silence, tone, wake
from tests.conftest import Car
from vehicle_bus import BusCommand

ROOF, FAN, STOP, BONNET, YES = "open the sunroof", "fan to 60", "stop", "open the bonnet", "yes"
MUTE, NOISE = "turn off the microphone", ""
SENTENCES = (ROOF, FAN, STOP, BONNET, YES, MUTE, NOISE)


def _said(tape: Tape) -> Samples:
    return tape.both()[:, 1]


def _loud_s(track: Samples) -> list[float]:
    """The seconds at which something is heard, block by block."""
    blocks = np.abs(track[: len(track) // BLOCK * BLOCK]).reshape(-1, BLOCK).mean(axis=1)
    return [float(at) * BLOCK / HEARING_RATE_HZ for at in np.flatnonzero(blocks > 0.005)]


def test_every_utterance_of_a_recording_is_a_turn(car: Car) -> None:
    stage = Stage(car, SENTENCES)
    tape = stage.hold(silence(0.5), stage.say(FAN), silence(4), stage.say(ROOF), silence(2))
    assert [turn.heard.text for turn in stage.watcher.turns] == [FAN, ROOF]
    assert (car.reports("HVAC.Front.FanSpeed"), car.reports("Sunroof.Position")) == (60, 100)
    assert stage.voice is not None
    assert stage.voice.said[0] == "Fan at sixty percent."
    first_s = _loud_s(_said(tape))[0]
    assert 1.1 < first_s < 1.9, "the answer begins soon after the words"


def test_the_recording_itself_stays_as_it_was(car: Car) -> None:
    stage = Stage(car, SENTENCES)
    sound = np.concatenate([silence(0.5), stage.say(FAN), silence(1)])
    assert np.array_equal(stage.hold(sound).both()[: len(sound), 0], sound)


def test_the_same_recording_gives_the_same_conversation(car: Car) -> None:
    once, again = Stage(car, SENTENCES), Stage(car, SENTENCES)
    first, second = (s.hold(s.say(FAN), silence(1)).both() for s in (once, again))
    assert np.array_equal(first, second)


def test_without_the_wake_word_nothing_is_listened_to(car: Car) -> None:
    stage = Stage(car, SENTENCES, activation=Activation.WAKE)
    stage.hold(silence(0.5), stage.say(FAN), silence(2))
    assert (stage.watcher.turns, stage.transcriber.asked) == ([], 0)
    assert set(stage.watcher.states) == {State.IDLE}


def test_the_wake_word_opens_the_ear_and_an_answer_keeps_it_open(car: Car) -> None:
    stage = Stage(car, SENTENCES, activation=Activation.WAKE)
    stage.hold(wake(), silence(0.5), stage.say(FAN), silence(4), stage.say(ROOF), silence(2))
    assert [turn.heard.text for turn in stage.watcher.turns] == [FAN, ROOF]


def test_the_ear_closes_again_after_the_follow_up_time(car: Car) -> None:
    stage = Stage(car, SENTENCES, activation=Activation.WAKE)
    stage.hold(wake(), silence(0.5), stage.say(FAN), silence(12), stage.say(ROOF), silence(2))
    assert [turn.heard.text for turn in stage.watcher.turns] == [FAN]
    assert stage.watcher.states[-1] is State.IDLE


def test_noise_is_no_turn(car: Car) -> None:
    stage = Stage(car, SENTENCES)
    stage.hold(stage.say(NOISE), silence(2), tone(3000, 0.6, 0.3), silence(2))
    assert (stage.watcher.turns, stage.watcher.words, stage.watcher.notices) == ([], [], [])
    assert stage.transcriber.asked == 2


def test_unsure_words_are_asked_for_again_and_move_nothing(car: Car) -> None:
    stage = Stage(car, SENTENCES, {ROOF: -1.8})
    stage.hold(stage.say(ROOF), silence(2))
    assert [turn.reply.status for turn in stage.watcher.turns] == [Status.CLARIFY]
    assert car.reports("Sunroof.Position") == 0


def test_stop_silences_an_answer_and_takes_no_turn(car: Car) -> None:
    stage = Stage(car, SENTENCES)
    stage.hold(stage.say(FAN), silence(4), stage.say(ROOF), silence(1.0), stage.say(STOP, 0.5))
    whole = Stage(car, SENTENCES)
    talked = whole.hold(whole.say(FAN), silence(4), whole.say(ROOF), silence(1.5))
    assert [turn.heard.text for turn in stage.watcher.turns] == [FAN, ROOF]
    assert stage.watcher.words[-1] == STOP
    assert len(_loud_s(_said(talked))) > 0


def test_stop_drops_an_open_question(car: Car) -> None:
    car.arrange(speed_kmh=0)
    stage = Stage(car, SENTENCES)
    stage.hold(
        stage.say(BONNET), silence(4), stage.say(STOP), silence(3), stage.say(YES), silence(2)
    )
    assert [turn.heard.text for turn in stage.watcher.turns] == [BONNET, YES]
    assert car.reports("Hood.Open") is False


def test_speaking_over_the_answer_silences_it_and_is_heard_whole(car: Car) -> None:
    stage = Stage(car, SENTENCES)
    before = np.concatenate([stage.say(FAN), silence(4), stage.say(FAN), silence(0.9)])
    tape = stage.hold(before, stage.say(ROOF, 0.9), silence(3))
    spoke_s = len(before) / HEARING_RATE_HZ
    assert [turn.heard.text for turn in stage.watcher.turns] == [FAN, FAN, ROOF]
    while_driver = [at for at in _loud_s(_said(tape)) if spoke_s + 0.25 < at < spoke_s + 1.2]
    assert while_driver == []


def test_muted_by_voice_the_rest_of_the_recording_is_not_heard(car: Car) -> None:
    stage = Stage(car, SENTENCES)
    tape = stage.hold(stage.say(MUTE), silence(4), stage.say(FAN), silence(2))
    assert [turn.heard.text for turn in stage.watcher.turns] == [MUTE]
    assert car.reports("Privacy.Microphone") is False
    assert stage.watcher.states[-1] is State.MUTED
    assert tape.now_s < 4


def test_recognising_begins_at_a_pause_and_is_thrown_away_when_speech_goes_on(car: Car) -> None:
    stage = Stage(car, SENTENCES)
    stage.hold(stage.say(FAN, 0.5), silence(0.25), stage.say(FAN, 0.5), silence(2))
    assert stage.transcriber.asked == 2
    assert [turn.heard.text for turn in stage.watcher.turns] == [FAN]


def test_a_broken_recogniser_is_told_and_the_conversation_goes_on(car: Car) -> None:
    stage = Stage(car, SENTENCES)
    stage.transcriber.is_broken = True
    stage.hold(stage.say(FAN), silence(2))
    assert stage.watcher.notices == ["the recogniser stopped (models.engine)"]


def test_without_a_voice_the_answers_are_text(car: Car) -> None:
    stage = Stage(car, SENTENCES, voice=None)
    tape = stage.hold(stage.say(FAN), silence(2))
    assert [turn.reply.text for turn in stage.watcher.turns] == ["Fan at 60 percent."]
    assert _loud_s(_said(tape)) == []


def test_the_state_is_always_shown(car: Car) -> None:
    stage = Stage(car, SENTENCES)
    stage.hold(silence(0.5), stage.say(FAN), silence(3))
    assert stage.watcher.states[0] is State.LISTENING
    assert State.SPEAKING in stage.watcher.states
    assert stage.watcher.states[-1] is State.LISTENING


def test_a_turn_that_the_car_begins_is_said_and_may_be_answered(car: Car) -> None:
    stage = Stage(car, SENTENCES, activation=Activation.WAKE)
    tape = Tape(np.concatenate([silence(3), stage.say(YES), silence(2)])[:, np.newaxis])
    talk = stage.lead(tape, on_the_spot())
    offer = Offer("1", "Shall I?", (BusCommand("HVAC.Front.FanSpeed", 80),), "You often do.")
    turn = stage.session.propose(offer)
    assert turn is not None
    assert talk.is_quiet
    talk.tell(turn)
    talk.run()
    assert stage.watcher.turns[0] == turn
    assert stage.voice is not None
    assert stage.voice.said[0] == "Shall I?"
    assert car.reports("HVAC.Front.FanSpeed") == 80
