"""Topics of people and of the talk itself: who is meant, and how to speak with the driver."""

from personalization.category import Category
from personalization.topic import Choice, Text, Topic

RELATIONS = {
    word: relation
    for relation, spoken in {
        **{
            word: (word,)
            for word in (
                *("wife", "husband", "partner", "sister", "brother", "son", "daughter", "boss"),
                *("doctor", "dentist", "assistant", "aunt", "uncle", "cousin", "girlfriend"),
                *("boyfriend", "fiance", "fiancee", "niece", "nephew", "mechanic", "lawyer"),
                *("hairdresser", "best friend", "colleague", "godmother", "godfather"),
                *("landlord", "babysitter", "nanny", "big sister", "little sister"),
                *("big brother", "little brother", "mother in law", "father in law"),
                *("sister in law", "brother in law"),
            )
        },
        "mother": ("mother", "mum", "mom", "mummy"),
        "father": ("father", "dad", "daddy"),
        "grandmother": ("grandmother", "grandma", "granny", "nana"),
        "grandfather": ("grandfather", "grandpa", "granddad"),
        "neighbour": ("neighbour", "neighbor"),
    }.items()
    for word in spoken
}
"""The word a person stands for to the driver, by the words it is said in."""

PEOPLE = (
    Topic(
        key="relation",
        category=Category.CONTACTS,
        kind=Text(40, is_name=True),
        words=(),
        question="What is the name?",
        liked="Your {about} is {value}",
        disliked="Your {about} is not {value}",
    ),
    Topic(
        key="nickname",
        category=Category.CONTACTS,
        kind=Text(40, is_name=True),
        words=(),
        question="Who is meant?",
        liked="By {about} you mean {value}",
        disliked="By {about} you do not mean {value}",
    ),
    Topic(
        key="name",
        category=Category.WORDING,
        kind=Text(40, is_name=True),
        words=("my name", "called", "call me"),
        question="What shall I call you?",
        liked="I call you {value}",
        disliked="I do not call you {value}",
    ),
    Topic(
        key="verbosity",
        category=Category.WORDING,
        kind=Choice(
            {
                "short": (
                    *("short", "brief", "concise", "shorter", "to the point", "less talkative"),
                    *("keep it short", "talk less", "be brief", "less chatty", "you to talk less"),
                    *("you to be brief", "less talking", "terse"),
                ),
                "normal": ("normal", "usual", "ordinary"),
                "detailed": (
                    *(
                        "detailed",
                        "long",
                        "longer",
                        "more detail",
                        "chatty",
                        "talkative",
                        "in depth",
                    ),
                    *("more details", "explain more", "talk more", "thorough", "talk so much"),
                ),
            }
        ),
        words=(
            *("answers", "answer", "replies", "reply", "explanations", "responses", "response"),
            *("talk", "sentences", "you to talk", "you to answer", "you to be", "be", "keep it"),
        ),
        question="Short, normal or detailed answers?",
        liked="You like {value} answers",
        disliked="You do not like {value} answers",
    ),
    Topic(
        key="temperature unit",
        category=Category.WORDING,
        kind=Choice({"c": ("Celsius", "celsius", "centigrade"), "f": ("Fahrenheit", "fahrenheit")}),
        words=("temperatures", "temperature", "degrees", "temperature unit", "units"),
        question="Celsius or Fahrenheit?",
        liked="You like temperatures in {value}",
        disliked="You do not like temperatures in {value}",
        stands_alone=True,
        signal="Display.Units.Temperature",
    ),
    Topic(
        key="distance unit",
        category=Category.WORDING,
        kind=Choice(
            {
                "km": ("kilometres", "kilometers", "kilometre", "km", "metric", "metric units"),
                "miles": ("miles", "mile", "imperial", "imperial units"),
            }
        ),
        words=("distances", "distance", "distance unit", "units"),
        question="Kilometres or miles?",
        liked="You like distances in {value}",
        disliked="You do not like distances in {value}",
        stands_alone=True,
    ),
    Topic(
        key="language",
        category=Category.WORDING,
        kind=Choice(
            {
                "english": ("English", "english"),
                "german": ("German", "german", "deutsch"),
                "french": ("French", "french"),
                "spanish": ("Spanish", "spanish"),
                "italian": ("Italian", "italian"),
                "dutch": ("Dutch", "dutch"),
                "polish": ("Polish", "polish"),
                "turkish": ("Turkish", "turkish"),
                "portuguese": ("Portuguese", "portuguese"),
            }
        ),
        words=(
            *("language", "speak", "speaking", "talk to me in", "talk in", "speak to me in"),
            *("answers in", "answer in", "answer me in", "you to speak", "talk with me in"),
            *("speak with me in", "talk to you in", "speak in"),
        ),
        question="Which language?",
        liked="You like to speak {value}",
        disliked="You do not like to speak {value}",
    ),
)
