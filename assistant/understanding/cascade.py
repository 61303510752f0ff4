"""Phrases first, model second: both end in wishes of the same notation.

A missing or failing model degrades understanding to the phrases and says so in the plan.
"""

from typing import Protocol

from assistant.messages import Plan, Scene, Step, UnderstoodBy
from assistant.understanding import planner
from assistant.understanding.choice import chosen
from assistant.understanding.grammar import PlanGrammar
from assistant.understanding.phrases import PhraseBook
from assistant.understanding.prompt import prompt
from models import Cancel, LanguageModel, ModelsError

TOO_LONG = "understanding.too_long"
NO_MODEL = "understanding.no_model"


class Understanding(Protocol):
    """Scene in, with the words said in it; plan out."""

    def understand(self, scene: Scene, cancel: Cancel | None = None) -> Plan: ...


class Cascade:
    """``phrases`` or ``model`` None leaves that stage out."""

    def __init__(
        self, grammar: PlanGrammar, phrases: PhraseBook | None, model: LanguageModel | None
    ) -> None:
        self._grammar = grammar
        self._phrases = phrases
        self._model = model

    def understand(self, scene: Scene, cancel: Cancel | None = None) -> Plan:
        words = scene.said.words
        if scene.said.is_cut:
            return Plan(problem=TOO_LONG)
        if not words:
            return Plan()
        if picked := _picked(words, scene):
            return Plan((picked,))
        if self._phrases is not None and (answer := self._phrases.match(words)):
            return self._plan(answer, scene, "phrases")
        return self._by_model(words, scene, cancel)

    def _by_model(self, words: tuple[str, ...], scene: Scene, cancel: Cancel | None) -> Plan:
        if self._model is None:
            return Plan(problem=NO_MODEL)
        try:
            proposal = self._model.propose(
                prompt(scene, words), self._grammar.for_utterance(words), cancel
            )
        except ModelsError as error:
            return Plan(understood_by="model", problem=error.code)
        return self._plan(proposal.words, scene, "model", proposal.sureness)

    def _plan(
        self,
        answer: tuple[str, ...],
        scene: Scene,
        by: UnderstoodBy,
        sureness: tuple[float, ...] = (),
    ) -> Plan:
        return Plan(planner.steps(self._grammar.read(answer), scene, sureness), by)


def _picked(words: tuple[str, ...], scene: Scene) -> Step | None:
    """The answer to an open question, when it names exactly one of the options."""
    if scene.pending is None or not scene.pending.options:
        return None
    option = chosen(words, scene.pending.options)
    if option is None:
        return None
    return Step("talk.choice", ("yes",), option.commands, confirmed=True)
