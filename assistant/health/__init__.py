"""The car's health in words: what was read, what is known of it, how pressing it is.

Start at ``CarCare``, which answers; ``Herald`` announces new warning lights. ``knowledge.toml`` is
all that is known; what is not in it is said to be unknown.
"""

from assistant.health.car_care import CarCare as CarCare
from assistant.health.herald import Herald as Herald
from assistant.health.told import ToldLights as ToldLights
