"""The memory of drivers behind the dialogue: the ``Memory`` port over ``personalization``.

Start at ``drivers_memory``. What is told is in ``stated`` and ``routines``, what is noticed in
``noticed``; ``situation`` tells which conditions hold now.
"""

from assistant.remembering.drivers_memory import DriverMemory as DriverMemory
from assistant.remembering.setting import observed as observed
from assistant.remembering.visitor import preferred as preferred
