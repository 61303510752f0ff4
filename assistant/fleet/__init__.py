"""The assistant's side of the line to the cloud: what turns tell, and what drivers are answered.

Start at ``joining``. ``CarCloud`` is what the dialogue asks; ``Upkeep`` does beside it what takes
longer than a turn.
"""

from assistant.fleet.joining import Joined as Joined
from assistant.fleet.joining import joined as joined
