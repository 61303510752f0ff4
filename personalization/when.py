"""When a preference holds. A field that is None holds always; all fields together must fit.

Only what a car can tell by itself is a condition; whether one holds now is not judged here.
"""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

PartOfDay = Literal["morning", "noon", "afternoon", "evening", "night"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Days = Literal["weekday", "weekend", Weekday]
Weather = Literal["cold", "hot", "rain"]
Place = Literal["home", "work", "motorway", "town", "way home", "way to work"]
Company = Literal["alone", "passengers", "kids"]
Trip = Literal["start", "long"]

_SAID = {
    **{part: f"in the {part}" for part in ("morning", "afternoon", "evening")},
    "noon": "at noon",
    "night": "at night",
    "weekday": "on weekdays",
    "weekend": "at the weekend",
    "cold": "when it is cold",
    "hot": "when it is hot",
    "rain": "when it rains",
    "home": "at home",
    "work": "at work",
    "motorway": "on the motorway",
    "town": "in town",
    "way home": "on the way home",
    "way to work": "on the way to work",
    "alone": "when you are alone",
    "passengers": "when somebody is with you",
    "kids": "when the kids are with you",
    "start": "when you set off",
    "long": "on long trips",
}


class When(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    part_of_day: PartOfDay | None = None
    days: Days | None = None
    weather: Weather | None = None
    place: Place | None = None
    company: Company | None = None
    trip: Trip | None = None

    @property
    def conditions(self) -> tuple[str, ...]:
        """What must fit, as the plain words of the fields; no two fields share a word."""
        fields = (self.days, self.part_of_day, self.weather, self.place, self.company, self.trip)
        return tuple(condition for condition in fields if condition is not None)

    def sentence(self) -> str:
        """The end of a sentence: " on weekdays in the morning"; empty for always."""
        said = (_SAID.get(word, f"on {word.capitalize()}s") for word in self.conditions)
        return "".join(f" {words}" for words in said)


ALWAYS = When()

FIELD_OF: dict[str, str] = {
    word: field
    for field, words in {
        "part_of_day": PartOfDay,
        "days": Days,
        "weather": Weather,
        "place": Place,
        "company": Company,
        "trip": Trip,
    }.items()
    for word in get_args(words)
}
"""The field of ``When`` that each condition stands in."""
