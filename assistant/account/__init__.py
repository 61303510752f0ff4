"""An account of every turn, for the flight recorder: written when the turn is over.

``Account`` has it recorded: ``facts`` for good, ``content`` under a key. ``again`` takes a
recorded turn once more. Nothing here changes a turn, and a recorder that fails costs the record.
"""

from assistant.account.account import UNRECORDED as UNRECORDED
from assistant.account.account import Account as Account
from assistant.account.account import accounted as accounted
from assistant.account.again import Again as Again
from assistant.account.again import taken_again as taken_again
from assistant.account.content import Content as Content
from assistant.account.content import unpacked as unpacked
from assistant.account.keys import Keys as Keys
from assistant.account.versions import in_use as in_use
