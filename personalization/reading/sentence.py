"""One sentence read from its first part to its last.

A part that stands on its own is read by itself; one that does not goes on with the topic, the
liking and the leading condition of the part before. What was refused is not gone on with.
"""

import re
from dataclasses import dataclass, replace

from models import Utterance
from personalization.preference import LONGEST_WORDS
from personalization.reading.amount import corrected, has_number
from personalization.reading.clause import (
    Joint,
    Part,
    parts,
    without_lead,
    without_rival,
    without_tail,
)
from personalization.reading.condition import Conditions, conditions
from personalization.reading.contact import Contact, contact
from personalization.reading.finding import (
    Reading,
    best_reading,
    is_ambiguous_seat,
    names_a_topic,
)
from personalization.reading.private_matter import private_matter
from personalization.reading.spelling import Spelling
from personalization.reading.stance import Stance, is_wavering, stance
from personalization.reading.value import CHATTER, Item, Reason, Refused, Statement, Unsure
from personalization.topic import Amount, Switch, Topic, Value
from personalization.when import When

_ASKED = re.compile(
    r"^(?:do|does|did|what|what's|which|who|who's|where|why|how|is|are|can|could|would|should|"
    r"will|am|"
    r"shall|tell me|have i|has)\b"
)
_NOW = re.compile(
    r"\b(?:right now|for now|today|tonight|this (?:morning|afternoon|evening|time|trip|once|"
    r"drive)|"
    r"just (?:this )?once|at the moment|for the moment|tomorrow|yesterday|currently|next time|"
    r"only once|for once)\b"
)
_OPENS = re.compile(r"^(?:i|i'm|i'd|i've|my|we|our|you|there|he|she|they)\b")
_STANDING = re.compile(
    r"\b(?:always|never|should be|must be|has to be|from now on|by default|as a rule)\b"
)
_NOT_THEN = re.compile(r"^(?:only |just |please )?(?:not|never)(?: so)?$")
_CORRECTING = r"(?:no|wait|sorry|i mean|make that|or rather|rather|actually)"
_CORRECTS = re.compile(rf"^{_CORRECTING}(?: {_CORRECTING})*(?: \d|$)")
_IS_CORRECTING = re.compile(rf"\d(?: degrees| percent)? {_CORRECTING}$")
_NEGATED = re.compile(r"^(?:no|not|never|rather not|not the)\b ?")
_IS_MINE = re.compile(r"\bmy\b|^(?:use|speak|talk|answer|keep|be|explain) ")
WHICH_WHEN = "I can keep parts of the day, days, weather, places and company. Always, or when?"
WHICH = "That was two things at once. Which one shall I keep?"
_WHAT = "What do you like that way?"
_SEAT = "The seat heating, its ventilation or the massage?"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a part may take over from the parts before it."""

    pending: tuple[When, ...] = ()
    """Conditions said before anything they could belong to."""
    lead: tuple[When, ...] = ()
    """Conditions that stood first: they hold for what follows, too."""
    last: Statement | None = None
    likes: bool | None = None
    is_asked: bool = False
    """The driver said "remember"."""
    refused: Reason | None = None
    """Why the part before was not kept."""


def items_of(said: Utterance, *, is_asked: bool = False) -> list[Item]:
    is_asked = is_asked or bool(_STANDING.search(said.text) or conditions(said.text).whens)
    frame, items = Frame(is_asked=is_asked), list[Item]()
    for part in _with_leads(parts(said)):
        if part.joint is Joint.STOP:
            frame = Frame(is_asked=frame.is_asked)
        text, asks = without_lead(part.text)
        frame = replace(frame, is_asked=frame.is_asked or asks)
        if text := without_tail(corrected(text)):
            words = Spelling(said, part.start, part.stop)
            frame, items = _Step(text, part, words, frame, items).taken()
    return items


@dataclass(frozen=True, slots=True)
class _Step:
    """One part, where it stands."""

    text: str
    part: Part
    spelling: Spelling
    frame: Frame
    items: list[Item]

    @property
    def follows(self) -> bool:
        return self.part.joint is not Joint.STOP

    def taken(self) -> tuple[Frame, list[Item]]:
        """What the next part may take over, and everything said so far."""
        if reason := private_matter(self.text):
            return self._refused(reason)
        if person := contact(self.text, self.spelling.is_named, is_part=self.follows):
            return self._contact(person)
        if _ASKED.search(self.text) and not self.follows:
            return self._refused(Reason.NOT_A_PREFERENCE)
        if _NOW.search(self.part.text):
            return self._refused(Reason.MOMENTARY)
        found = conditions(self.text, is_part=self.follows)
        return self._condition(found) if found.is_bare else self._said(found)

    def _contact(self, person: Contact) -> tuple[Frame, list[Item]]:
        if person.is_open:
            return self._item(Unsure(WHICH, person.topic))
        name = self.spelling.of(person.name)
        about = person.about if person.topic == "relation" else self.spelling.of(person.about)
        if len(name) > 40 or len(about) > 40:
            return self._refused(Reason.NO_TOPIC)
        told = Statement(
            person.topic, name, person.likes, about=about if person.about else "", words=self._words
        )
        return replace(self.frame, last=told, likes=True, refused=None), [*self.items, told]

    def _condition(self, found: Conditions) -> tuple[Frame, list[Item]]:
        """Nothing but a condition: of what was just said, or of what comes."""
        last = self.frame.last
        if last is None or last not in self.items:
            return replace(self.frame, pending=(*self.frame.pending, *found.whens)), self.items
        whens = [_merged(last.when, when) for when in found.whens]
        told = [replace(last, when=when) for when in whens]
        kept = [item for item in self.items if item != last or last.when != When()]
        return replace(self.frame, last=told[-1]), [*kept, *told]

    def _said(self, found: Conditions) -> tuple[Frame, list[Item]]:
        if found.whens and _NOT_THEN.search(found.rest):
            kept = [item for item in self.items if item != self.frame.last]
            return replace(self.frame, last=None), [*kept, Unsure(WHICH_WHEN)]
        side = _side(without_rival(found.rest))
        if self.follows and not side.rest:
            return self.frame, self.items
        goes_on = self.follows and side.likes is None and not _OPENS.search(found.rest)
        if _NEGATED.match(side.rest):
            side = Stance(_NEGATED.sub("", side.rest), not side.likes if side.likes else False)
        if goes_on and self.frame.refused and self.frame.refused not in CHATTER:
            return self.frame, self.items
        if not (goes_on or self._is_wish(found, side)):
            return self._refused(Reason.NOT_A_PREFERENCE)
        if goes_on and side.likes is None:
            side = replace(side, likes=self.frame.likes)
        if is_wavering(self.text):
            return self._item(Unsure(WHICH))
        return self._wished(_Wish(found, side, goes_on, self._whens(found, goes_on=goes_on)))

    def _wished(self, wish: "_Wish") -> tuple[Frame, list[Item]]:
        if wish.found.is_open:
            if names_a_topic(wish.side.rest):
                return self._item(Unsure(WHICH_WHEN))
            return self._refused(Reason.NO_TOPIC)
        last = self.frame.last if wish.goes_on else None
        inherited = last.subject if last else None
        reading = best_reading(wish.side.rest, weather=wish.weather, inherited=inherited)
        if reading is None:
            return self._unread(wish.side)
        value = _value(reading, wish.side)
        if isinstance(value, str) and reading.topic.is_name:
            value = self.spelling.of(value)
        is_half = wish.goes_on and self.frame.refused is not None
        if value is None or is_half or not _can_be(reading.topic, value, wish.side):
            return self._item(Unsure(reading.topic.question, reading.topic.key))
        return self._told(reading.topic, value, wish)

    def _told(self, topic: Topic, value: Value, wish: "_Wish") -> tuple[Frame, list[Item]]:
        likes = wish.side.likes is not False
        told = [
            Statement(topic.key, value, likes, when, words=self._words)
            for when in wish.whens or (When(),)
        ]
        frame = replace(
            self.frame,
            pending=(),
            lead=wish.found.whens if _leads(self.text, wish.found) else self.frame.lead,
            last=told[-1],
            likes=wish.side.likes,
            refused=None,
        )
        if self.part.joint is Joint.OR and likes and self.frame.last in self.items:
            kept = [item for item in self.items if item != self.frame.last]
            return frame, [*kept, Unsure(WHICH, topic.key)]
        return frame, [*self._sharing(wish), *told]

    def _sharing(self, wish: "_Wish") -> list[Item]:
        """ "Jazz and rock in the morning": the condition holds for both, but not after "but"."""
        items = list(self.items)
        if not (wish.goes_on and wish.found.whens) or self.part.joint is Joint.BUT:
            return items
        for index in reversed(range(len(items))):
            item = items[index]
            if not isinstance(item, Statement) or item.when != When() or item.about:
                break
            items[index] = replace(item, when=wish.found.whens[0])
        return items

    def _whens(self, found: Conditions, *, goes_on: bool) -> tuple[When, ...]:
        own = (*self.frame.pending, *found.whens)
        return own or (self.frame.lead if goes_on else ())

    def _unread(self, side: Stance) -> tuple[Frame, list[Item]]:
        if is_ambiguous_seat(side.rest):
            return self._item(Unsure(_SEAT))
        if has_number(side.rest) and len(side.rest.split()) <= 3:
            return self._item(Unsure(_WHAT))
        return self._refused(Reason.NO_TOPIC)

    def _is_wish(self, found: Conditions, side: Stance) -> bool:
        """Not just an order for now."""
        is_standing = bool(found.whens or self.frame.pending or _IS_MINE.search(found.rest))
        return self.frame.is_asked or side.likes is not None or is_standing

    def _item(self, item: Item) -> tuple[Frame, list[Item]]:
        return replace(self.frame, last=None), [*self.items, item]

    def _refused(self, reason: Reason) -> tuple[Frame, list[Item]]:
        return replace(self.frame, last=None, refused=reason), [*self.items, Refused(reason)]

    @property
    def _words(self) -> str:
        return self.spelling.whole()[:LONGEST_WORDS]


@dataclass(frozen=True, slots=True)
class _Wish:
    """What one part says is liked or not, and when."""

    found: Conditions
    side: Stance
    goes_on: bool
    """It takes over what it does not say from the part before."""
    whens: tuple[When, ...]

    @property
    def weather(self) -> str | None:
        return next((when.weather for when in self.whens if when.weather), None)


def _with_leads(cut: list[Part]) -> list[Part]:
    """ "In the evening, I like 22": what stands before the comma belongs to what follows."""
    out: list[Part] = []
    for part in cut:
        before = out[-1] if out else None
        if before and part.joint is Joint.COMMA and _belongs(before.text, part.text):
            text = f"{before.text} {part.text}"
            out[-1] = Part(text, before.start, part.stop, before.joint)
        else:
            out.append(part)
    return out


def _belongs(before: str, text: str) -> bool:
    """ "20, no, 22" is one thing said, too."""
    return conditions(before).is_bare or bool(
        _CORRECTS.search(text) or _IS_CORRECTING.search(before)
    )


def _side(text: str) -> Stance:
    """The stance, with no word of liking left behind."""
    side = stance(text)
    if side.likes is False:
        return replace(side, rest=stance(side.rest).rest)
    return side


def _value(reading: Reading, side: Stance) -> Value | None:
    if reading.value is not None or reading.is_stated:
        return reading.value
    kind = reading.topic.kind
    is_switch = isinstance(kind, Switch) or (isinstance(kind, Amount) and kind.is_switch)
    return True if is_switch and reading.is_whole and side.likes is not None else None


def _can_be(topic: Topic, value: Value, side: Stance) -> bool:
    """Of roads it has to be said, too, whether they are avoided."""
    return topic.admits(value) and (topic.key != "roads" or side.likes is not None)


def _leads(text: str, found: Conditions) -> bool:
    return bool(found.whens) and text.partition(" ")[0] != found.rest.partition(" ")[0]


def _merged(old: When, new: When) -> When:
    return old.model_copy(update=new.model_dump(exclude_none=True))
