"""How far an answer hangs on the choice of studies: every subset, streamed, and resampling.

A `sweep` is prepared once and called with ranges of a plan's numbers; it gives summaries that
merge to the same bits in any order. `flips` and `draws` do the same for permutation tests and the
bootstrap; `permutation_test`, `permute_moderators` and `bootstrap` do all of it at once.
"""

from thymos.kernel.fragile.bootstrap import Bootstrapped, Draws, bootstrap, draws
from thymos.kernel.fragile.frame import AXES, Frame
from thymos.kernel.fragile.permutation import (
    Flips,
    Permuted,
    Rearrangements,
    flips,
    permutation_test,
    permute_moderators,
)
from thymos.kernel.fragile.summary import Extreme, Summary, merged
from thymos.kernel.fragile.sweep import ENGINES, Points, Sweep, sweep

__all__ = [
    "AXES",
    "ENGINES",
    "Bootstrapped",
    "Draws",
    "Extreme",
    "Flips",
    "Frame",
    "Permuted",
    "Points",
    "Rearrangements",
    "Summary",
    "Sweep",
    "bootstrap",
    "draws",
    "flips",
    "merged",
    "permutation_test",
    "permute_moderators",
    "sweep",
]
