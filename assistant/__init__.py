"""Words in, a judged and performed plan, words out.

Start at ``dialogue.turn``: one turn, top to bottom. ``app.open_cabin`` joins the parts.
"""

from assistant.app import Cabin as Cabin
from assistant.app import Mode as Mode
from assistant.app import open_cabin as open_cabin
from assistant.dialogue.turn import Dialogue as Dialogue
from assistant.messages import Transcript as Transcript
from assistant.messages import Turn as Turn
