"""One seed said in many ways: other values and words, wishes beside it, a scene before it.

A variation keeps the meaning of the answer or changes the answer with the utterance; one that
tears a copied text apart comes out as None and is drawn again by whoever asked.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt

from models.text import normalise
from models.training import speech
from models.training.seeds import Seed, fill, is_copied, spans, wishes
from models.training.slots import SlotValues

MAX_WISHES = 4

_CONNECTORS = (
    *("and", "and", "and", "and", "then", "and then", "also", "and also", "plus", "after that"),
    *("oh and", "and please", "", "and could you", "as well as that", "next"),
    "and while you're at it",
)
_CORRECTIONS = (
    *("no {v}", "no i said {v}", "i said {v}", "i meant {v}", "no i meant {v}", "{v} i meant"),
    *("not {w} {v}", "no not {w} {v}", "{v} not {w}", "no no {v}", "that's wrong i want {v}"),
    *("wrong i said {v}", "{v} i said", "no wait {v}", "sorry i meant {v}", "no it's {v}"),
    *("no make it {v}", "i wanted {v}", "not {w} i said {v}", "oops {v}"),
)
_REPAIRS = (
    *(("er", "i mean"), ("uh", "i mean"), ("um", "i mean"), ("no", "i mean"), ("sorry", "i mean")),
    *(("no", ""), ("no wait", ""), ("sorry", ""), ("no sorry", ""), ("i mean", ""), ("er no", "")),
    *(
        ("no i mean", ""),
        ("wait", ""),
        ("actually no", ""),
        ("scratch that", ""),
        ("or rather", ""),
    ),
)
_LONELY = frozenset(
    {
        *("yes", "no", "cancel", "undo", "repeat", "why", "help", "instead", "message", "remember"),
        *("save", "forget", "driver", "chat", "nothing", "clarify", "unsafe", "usual", "wipe"),
    }
)
_FREE_TEXT = frozenset({"message", "remember", "save", "forget"})
_GENERIC = frozenset({"undo", "yes", "no", "why", "repeat", "cancel"})
_CHANGES: tuple[tuple[float, speech.Change], ...] = (
    (0.30, speech.reword),
    (0.22, speech.open_politely),
    (0.16, speech.close_politely),
    (0.10, speech.hesitate),
    (0.07, speech.swallow),
    (0.09, speech.mishear),
    (0.02, speech.stutter),
    (0.04, speech.drop_apostrophes),
)


@dataclass(frozen=True, slots=True)
class Example:
    """What the model is shown, and what it has to write."""

    prompt: str
    answer: str
    heading: str

    @property
    def utterance(self) -> str:
        return self.prompt.rpartition("| ")[2]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A seed with wording chosen and slots still open."""

    scene: str
    words: tuple[str, ...]
    answer: tuple[str, ...]
    heading: str


_TALK_WORDS = 6


class Variation:
    """Draws varied examples from seeds."""

    def __init__(self, seeds: tuple[Seed, ...], slots: SlotValues, dice: random.Random) -> None:
        self._seeds = seeds
        self._slots = slots
        self._dice = dice
        self._joinable = [seed for seed in seeds if seed.acts and _is_joinable(seed)]
        self._repairable: dict[str, list[Seed]] = defaultdict(list)
        for seed in filter(_is_repairable, seeds):
            self._repairable[seed.words[0]].append(seed)
        self._ways = (
            (0.22, _is_joinable, self._join),
            (0.30, _is_correctable, self._correct),
            (0.38, _is_correctable, self._take_back),
            (0.48, _is_repairable, self._repair),
        )
        self._acting = [
            s for s in seeds if s.acts and not _LONELY & {w[0] for w in wishes(s.answer)}
        ]

    def run(self, no_action_share: float) -> Iterator[Example | None]:
        """First every seed as written, then variations without end."""
        for seed in self._seeds:
            yield self._example(self._plain(seed))
        acting = _ByHeading([seed for seed in self._seeds if seed.acts])
        idle = _ByHeading([seed for seed in self._seeds if not seed.acts])
        while True:
            source = idle if self._dice.random() < no_action_share else acting
            yield self._vary(source.draw(self._dice))

    def _vary(self, seed: Seed) -> Example | None:
        way = self._way(seed)
        return self._example(self._bend(way(seed)))

    def _way(self, seed: Seed) -> Callable[[Seed], _Spoken]:
        roll = self._dice.random()
        if seed.scene:
            return self._other_scene if roll < 0.3 and _is_generic(seed) else self._plain
        for limit, fits, way in self._ways:
            if roll < limit and fits(seed):
                return way
        if roll > 0.86 and len(seed.words) > 3 and not _needs_no_scene(seed):
            return self._idle_scene
        return self._plain

    def _plain(self, seed: Seed) -> _Spoken:
        values = {name: self._slots.draw(name, self._dice) for name in seed.slots}
        return self._filled(seed, values)

    def _filled(self, seed: Seed, values: dict[str, str], scene: str = "") -> _Spoken:
        """Values as they are spelled, with their spaces kept together by underscores."""
        tied = {name: value.replace(" ", "_") for name, value in values.items()}
        return _Spoken(
            fill(seed.scene, values) or scene,
            tuple(fill(" ".join(seed.words), tied).split()),
            tuple(fill(" ".join(seed.answer), tied).split()),
            seed.heading,
        )

    def _join(self, seed: Seed) -> _Spoken:
        parts = [self._plain(seed)]
        for _ in range(1 if self._dice.random() < 0.8 else 2):
            parts.append(self._plain(self._dice.choice(self._joinable)))
        self._dice.shuffle(parts)
        words, answer = parts[0].words, parts[0].answer
        for part in parts[1:]:
            words = (*words, *self._dice.choice(_CONNECTORS).split(), *part.words)
            answer = (*answer, ";", *part.answer)
        return _Spoken("", words, answer, f"{seed.heading}+")

    def _take_back(self, seed: Seed) -> _Spoken:
        """The value is said wrong first."""
        name = seed.slots[-1]
        values = {other: self._slots.draw(other, self._dice) for other in seed.slots}
        spoken = self._filled(seed, values)
        wrong = self._slots.draw(name, self._dice).replace(" ", "_")
        right = values[name].replace(" ", "_")
        said = speech.take_back(right, wrong, self._dice).split()
        at = spoken.words.index(right) if right in spoken.words else len(spoken.words)
        words = (*spoken.words[:at], *said, *spoken.words[at + 1 :])
        return _Spoken("", words, spoken.answer, spoken.heading)

    def _repair(self, seed: Seed) -> _Spoken:
        """Another wish slips out first; what both begin with may be said once."""
        meant = self._plain(seed)
        alike = self._repairable[seed.words[0]]
        slip = self._plain(self._dice.choice(alike if len(alike) > 5 else self._joinable))
        pairs = enumerate(zip(slip.words, meant.words, strict=False))
        shared = next((at for at, (one, other) in pairs if one != other), len(slip.words))
        again = max(0, shared - 1) if self._dice.random() < 0.7 else 0
        right = meant.words[again:]
        before, after = self._dice.choice(_REPAIRS)
        words = (*slip.words, *before.split(), *right, *after.split())
        if slip.answer == meant.answer or not set(right) - set(slip.words):
            return meant
        return _Spoken("", words, meant.answer, f"{seed.heading}+")

    def _correct(self, seed: Seed) -> _Spoken:
        """The value was wrong a moment ago and is put right now."""
        name = seed.slots[-1]
        values = {other: self._slots.draw(other, self._dice) for other in seed.slots}
        before = self._filled(seed, values)
        after = self._filled(seed, {**values, name: self._slots.draw(name, self._dice)})
        right, wrong = (set(s.answer) for s in (after, before))
        new, old = " ".join(right - wrong), " ".join(wrong - right)
        said = self._dice.choice(_CORRECTIONS).format(v=new, w=old)
        scene = _untied(f"last {' '.join(before.answer)}")
        return _Spoken(
            scene, tuple(said.split()), ("instead", *after.answer), "dialogue.correction"
        )

    def _other_scene(self, seed: Seed) -> _Spoken:
        """ "Undo", "yes" and their like mean the same whatever went before."""
        spoken = self._plain(seed)
        scene = f"{seed.scene.split()[0]} {self._some_wishes()}"
        return _Spoken(scene, spoken.words, spoken.answer, spoken.heading)

    def _idle_scene(self, seed: Seed) -> _Spoken:
        """A whole wish of its own does not care what went before."""
        before = "asked" if self._dice.random() < 0.2 else "last"
        return self._filled(
            seed,
            {name: self._slots.draw(name, self._dice) for name in seed.slots},
            f"{before} {self._some_wishes()}",
        )

    def _some_wishes(self) -> str:
        count = 1 if self._dice.random() < 0.8 else 2
        seeds = self._dice.choices(self._acting, k=count)
        said = (wish for seed in seeds for wish in wishes(self._plain(seed).answer))
        return _untied(" ; ".join(" ".join(wish) for wish in said))

    def _bend(self, spoken: _Spoken) -> _Spoken:
        """The same with some politeness, hesitation or mishearing."""
        words = spoken.words
        kept = frozenset(word for span in spans(spoken.answer) for word in span)
        kept |= frozenset(word for word in words if "_" in word)
        for _ in range(self._dice.choice((0, 0, 1, 1, 1, 2, 2))):
            change = self._dice.choices([c for _, c in _CHANGES], [w for w, _ in _CHANGES])[0]
            if change is speech.close_politely and not _may_close(spoken.answer):
                continue
            words = change(words, kept, self._dice) or words
        return _Spoken(spoken.scene, words, spoken.answer, spoken.heading)

    def _example(self, spoken: _Spoken) -> Example | None:
        words = normalise(_untied(" ".join(spoken.words))).words
        answer = tuple(_untied(" ".join(spoken.answer)).split())
        if not words or not is_copied(words, answer) or len(wishes(answer)) > MAX_WISHES:
            return None
        scene = f"{spoken.scene} | " if spoken.scene else ""
        return Example(f"{scene}{' '.join(words)}", " ".join(answer), spoken.heading)


class _ByHeading:
    """Draws a heading by the square root of its size, then one of its seeds."""

    def __init__(self, seeds: list[Seed]) -> None:
        groups: dict[str, list[Seed]] = {}
        for seed in seeds:
            groups.setdefault(seed.heading, []).append(seed)
        self._groups = list(groups.values())
        self._weights = list(accumulate(sqrt(len(group)) for group in self._groups))

    def draw(self, dice: random.Random) -> Seed:
        group = dice.choices(self._groups, cum_weights=self._weights)[0]
        return dice.choice(group)


def _untied(text: str) -> str:
    return text.replace("_", " ")


def _heads(seed: Seed) -> set[str]:
    return {wish[0] for wish in wishes(seed.answer)}


def _is_joinable(seed: Seed) -> bool:
    short = len(seed.words) <= 10 and len(wishes(seed.answer)) <= 2
    return short and not seed.scene and not _heads(seed) & _LONELY


def _is_repairable(seed: Seed) -> bool:
    return seed.acts and _is_joinable(seed) and len(wishes(seed.answer)) == 1 < len(seed.words) < 8


def _is_correctable(seed: Seed) -> bool:
    """One wish with a value in it, said once."""
    if seed.scene or not seed.slots or len(wishes(seed.answer)) != 1 or _heads(seed) & _LONELY:
        return False
    last = f"slot0{seed.slots[-1]}"
    return seed.words.count(last) == 1 and seed.answer.count(last) == 1


def _is_generic(seed: Seed) -> bool:
    apart = not set(seed.words) & set(seed.scene.split())
    return apart and len(seed.words) <= 4 and seed.answer[0] in _GENERIC and len(seed.answer) == 1


def _needs_no_scene(seed: Seed) -> bool:
    """Without a scene this is a riddle; with one it would not be. Long talk stays talk."""
    if _heads(seed) == {"chat"}:
        return len(seed.words) < _TALK_WORDS
    return bool(_heads(seed) & (_GENERIC | {"clarify", "nothing", "chat", "help"}))


def _may_close(answer: tuple[str, ...]) -> bool:
    last = wishes(answer)[-1][0]
    return last not in _FREE_TEXT and last not in {"chat", "nothing"}
