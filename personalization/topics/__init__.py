"""Everything a driver can have a preference about. What is not in ``TOPICS`` is never stored.

One module per area holds the entries. A key is written into drivers' records: it may be added,
not renamed.
"""

from collections.abc import Mapping
from types import MappingProxyType

from personalization.topic import Topic
from personalization.topics.cabin import CABIN
from personalization.topics.people import PEOPLE
from personalization.topics.road import ROAD
from personalization.topics.sound import SOUND

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {topic.key: topic for topic in (*CABIN, *ROAD, *SOUND, *PEOPLE)}
)
