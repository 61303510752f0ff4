"""Topics of the cabin: comfort, seats and light."""

from personalization.category import Category
from personalization.topic import Amount, Choice, Switch, Topic

_PERCENT = Amount("percent", 0, 100)
_LEVEL = Amount("level", 0, 3, is_switch=True)
_FAN = Amount("percent", 0, 100, levels=5, is_switch=True)
_GLOW = Amount("percent", 0, 100, levels=10)


def _level(
    key: str, category: Category, signal: str, words: tuple[str, ...], vague: tuple[str, ...] = ()
) -> Topic:
    return Topic(
        key=key,
        category=category,
        kind=_LEVEL,
        words=words,
        question=f"On which level, from 1 to 3, do you like the {key}?",
        liked=f"You like the {key} {{value}}",
        disliked=f"You do not like the {key} {{value}}",
        vague=vague,
        signal=signal,
    )


def _percent(
    key: str,
    category: Category,
    words: tuple[str, ...],
    signal: str | None,
    kind: Amount = _PERCENT,
) -> Topic:
    return Topic(
        key=key,
        category=category,
        kind=kind,
        words=words,
        question=f"At how many percent do you like the {key}?",
        liked=f"You like the {key} {{value}}",
        disliked=f"You do not like the {key} {{value}}",
        signal=signal,
    )


CABIN = (
    Topic(
        key="temperature",
        category=Category.COMFORT,
        kind=Amount("celsius", 16, 28),
        words=(
            *("cabin temperature", "interior temperature", "inside temperature", "temperature"),
            *("climate", "thermostat", "heating", "heater", "heat", "degrees", "degree"),
        ),
        question="At how many degrees, from 16 to 28?",
        liked="You like {value}",
        disliked="You do not like {value}",
        vague=(
            *("warm", "warmer", "cool", "cooler", "cold", "colder", "hot", "hotter"),
            *("toasty", "cosy", "cozy", "chilly", "mild"),
        ),
        signal="HVAC.Driver.Temperature",
    ),
    _percent(
        "fan",
        Category.COMFORT,
        ("fan speed", "blower", "fan", "ventilator", "air flow", "airflow"),
        "HVAC.Front.FanSpeed",
        _FAN,
    ),
    Topic(
        key="airflow",
        category=Category.COMFORT,
        kind=Choice(
            {
                "face feet": ("to the face and feet", "face and feet", "feet and face"),
                "feet windshield": (
                    *("to the feet and windscreen", "feet and windscreen", "feet and windshield"),
                    *("windscreen and feet", "windshield and feet"),
                ),
                "face": ("to the face", "in my face", "face", "in the face"),
                "feet": ("to the feet", "feet", "legs", "footwell"),
                "windshield": ("to the windscreen", "windscreen", "windshield"),
                "auto": ("where it is automatic", "automatic", "auto"),
            }
        ),
        words=(
            "air blowing",
            "air direction",
            "blowing",
            "blows",
            "blow",
            "airflow",
            "air flow",
            "air",
        ),
        question="To the face, the feet or the windscreen?",
        liked="You like the air {value}",
        disliked="You do not like the air {value}",
        several=False,
        signal="HVAC.AirDistribution",
    ),
    Topic(
        key="air conditioning",
        category=Category.COMFORT,
        kind=Switch(),
        words=("air conditioning", "air con", "aircon", "air conditioner", "ac"),
        question="Do you like the air conditioning on or off?",
        liked="You like the air conditioning {value}",
        disliked="You do not like the air conditioning {value}",
        signal="HVAC.AirConditioning",
    ),
    _level(
        "seat heating",
        Category.COMFORT,
        "Seat.Driver.Heating",
        (
            *("seat heating", "seat heater", "heated seats", "heated seat", "seat warmer"),
            *("seat heated", "seats heated", "warm seat", "warm seats", "bum warmer"),
            *("seat warm", "seat warming", "driver seat heating", "seat hot", "hot seat"),
        ),
    ),
    _level(
        "seat ventilation",
        Category.COMFORT,
        "Seat.Driver.Cooling",
        (
            *("seat ventilation", "seat cooling", "ventilated seats", "ventilated seat"),
            *("cooled seat", "cooled seats", "seat cooled", "seat ventilated", "seat cooler"),
            *("cool seat", "cool seats", "seat fan"),
        ),
    ),
    _level(
        "steering wheel heating",
        Category.COMFORT,
        "SteeringWheel.Heating",
        (
            *("steering wheel heating", "steering wheel heater", "heated steering wheel"),
            *("wheel heating", "heated wheel", "warm steering wheel", "steering wheel heated"),
            *("wheel heater", "steering wheel warm", "steering wheel", "warm wheel"),
        ),
    ),
    _level(
        "massage",
        Category.SEATS,
        "Seat.Driver.Massage",
        ("seat massage", "back massage", "massage seat", "massage function", "massage", "massaged"),
    ),
    _percent(
        "seat position",
        Category.SEATS,
        ("seat position", "seat travel", "my seat back", "seat forward"),
        "Seat.Driver.Position",
    ),
    _percent(
        "seat height", Category.SEATS, ("seat height", "height of my seat"), "Seat.Driver.Height"
    ),
    _percent(
        "backrest",
        Category.SEATS,
        ("backrest", "seat back", "recline", "seat angle"),
        "Seat.Driver.Backrest",
    ),
    _percent(
        "lumbar support",
        Category.SEATS,
        ("lumbar support", "lumbar", "lower back support"),
        "Seat.Driver.Lumbar",
    ),
    Topic(
        key="ambient colour",
        category=Category.LIGHT,
        kind=Choice(
            {
                "warm white": ("warm white",),
                "red": ("red",),
                "green": ("green",),
                "blue": ("blue",),
                "white": ("white",),
                "yellow": ("yellow",),
                "orange": ("orange",),
                "purple": ("purple", "violet"),
                "pink": ("pink",),
                "cyan": ("cyan", "turquoise"),
            }
        ),
        words=(
            *("ambient light colour", "ambient light color", "ambient colour", "ambient color"),
            *("ambient lighting", "ambient lights", "ambient light", "mood lighting"),
            *("mood light", "mood lights", "interior lighting", "lighting", "ambience", "ambient"),
        ),
        question="In which colour do you like the ambient light?",
        liked="You like the ambient light {value}",
        disliked="You do not like the ambient light {value}",
        signal="Light.Ambient.Color",
    ),
    _percent(
        "ambient brightness",
        Category.LIGHT,
        (
            *("ambient light brightness", "ambient brightness", "ambient lighting", "ambient"),
            *("brightness of the ambient light", "mood light", "ambient lights", "ambient light"),
        ),
        "Light.Ambient.Intensity",
        _GLOW,
    ),
    _percent(
        "interior brightness",
        Category.LIGHT,
        ("interior brightness", "interior light", "interior lights", "cabin light", "brightness"),
        None,
        _GLOW,
    ),
    _percent(
        "display brightness",
        Category.LIGHT,
        ("display brightness", "screen brightness", "display", "screen", "dashboard"),
        "Display.Brightness",
        _GLOW,
    ),
)
