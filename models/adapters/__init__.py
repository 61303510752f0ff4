"""One technology each: the only files that import an engine.

Before any of them is loaded, OpenMP is told to wait briefly and then to sleep. By default its
threads spin at every one of the hundreds of barriers in a token, and when something else needs
the same cores, a model on two threads becomes ten times slower. Who has set it otherwise keeps
that.
"""

import os

_SPINS_BEFORE_SLEEP = "1000"

os.environ.setdefault("GOMP_SPINCOUNT", _SPINS_BEFORE_SLEEP)
