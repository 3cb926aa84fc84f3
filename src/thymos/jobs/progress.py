"""How far a run has come, how fast it goes, and how to stop it."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event


@dataclass(frozen=True, slots=True)
class Progress:
    """Indices done of all, and seconds since the start; `before` were done in an earlier run."""

    done: int
    total: int
    seconds: float
    before: int = 0

    @property
    def rate(self) -> float | None:
        """Indices a second in this run; None before the first."""
        new = self.done - self.before
        return new / self.seconds if new and self.seconds > 0 else None

    @property
    def left(self) -> float | None:
        """Seconds to go at that rate; None where it is not known yet."""
        return None if self.rate is None else (self.total - self.done) / self.rate

    def __str__(self) -> str:
        """One line for a terminal.

        >>> print(Progress(512, 2048, 4.0))
        512 of 2,048 (25 %), 128 a second, 12 s left
        """
        share = 100 * self.done / self.total if self.total else 100.0
        line = f"{self.done:,} of {self.total:,} ({share:.0f} %)"
        if self.rate is None or self.left is None:
            return line
        return f"{line}, {self.rate:,.0f} a second, {_span(self.left)} left"


def _span(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


class Cancel:
    """A wish to stop, from any thread; pieces that are being done are finished first."""

    def __init__(self) -> None:
        self._wished = Event()

    def __call__(self) -> None:
        """Wish it."""
        self._wished.set()

    @property
    def wished(self) -> bool:
        """Whether it was wished."""
        return self._wished.is_set()
