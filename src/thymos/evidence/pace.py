"""About how long analyses take, which decides what is done without being asked for."""

from __future__ import annotations

from importlib.util import find_spec

# Nanoseconds for one choice of studies, or one turn of signs: compiled, and by NumPy alone.
# `benchmarks/fragility.py` measures them.
NANOSECONDS = (
    ("CE", 1.0, 60.0),
    ("DL", 8.0, 120.0),
    ("PM", 300.0, 4_000.0),
    ("REML", 300.0, 9_000.0),
)
OTHERS = 9_000.0
# So many seconds are spent without being asked for.
SECONDS = 20.0
# Signs of which every turn is made; turns that are drawn of more.
MOST_SIGNS = 22
FLIPS = 20_000


def nanoseconds(method: str, engine: str = "auto") -> float:
    """For one analysis by a method. engine: as in `kernel.fragile.sweep`.

    >>> nanoseconds("CE", "numpy"), nanoseconds("SJ", "numpy")
    (60.0, 9000.0)
    """
    rates = next((row[1:] for row in NANOSECONDS if row[0] == method), (OTHERS, OTHERS))
    compiled = engine == "compiled" or (engine == "auto" and find_spec("numba"))
    return rates[0] if compiled else rates[1]


def turns(k: int, method: str, engine: str = "auto", seconds: float = SECONDS) -> int | None:
    """How many turns of k signs are drawn; None where all of them are made.

    >>> turns(13, "REML", "numpy"), turns(23, "CE"), turns(20, "REML", "numpy", 0.5)
    (None, 20000, 20000)
    """
    # Half of all turns are made, the others being their mirror images.
    all_ = 2.0 ** (k - 1) * nanoseconds(method, engine) <= seconds * 1e9
    return None if all_ and k <= MOST_SIGNS else FLIPS
