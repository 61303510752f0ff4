"""How JSON is taken apart in both engines: a function both happen to call ``from_json``.

Every field is taken as text, and numbers are made of it by an Ibis expression (``views``): what the
engines do with a word where a number should be is the one thing in which they differ.
"""

from collections.abc import Sequence

import ibis
from ibis.expr import datatypes

from cloud_sync.fleet.engine import Column


def from_json(data: Column, structure: str, fields: Sequence[str]) -> Column:
    """``structure``: the same fields as the engine writes them."""
    wanted = datatypes.Struct(dict.fromkeys(fields, datatypes.string))

    def read(data, structure): ...  # type: ignore[no-untyped-def]

    function = ibis.udf.scalar.builtin(
        read, name="from_json", signature=((datatypes.string, datatypes.string), wanted)
    )
    return function(data, structure)
