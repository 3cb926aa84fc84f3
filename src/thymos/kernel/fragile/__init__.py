"""How far an answer hangs on the choice of studies: every subset, streamed, and resampling.

A `sweep` is prepared once and called with ranges of a plan's numbers; it gives summaries that
merge to the same bits in any order.
"""

from thymos.kernel.fragile.frame import AXES, Frame
from thymos.kernel.fragile.summary import Extreme, Summary, merged
from thymos.kernel.fragile.sweep import ENGINES, Points, Sweep, sweep

__all__ = ["AXES", "ENGINES", "Extreme", "Frame", "Points", "Summary", "Sweep", "merged", "sweep"]
