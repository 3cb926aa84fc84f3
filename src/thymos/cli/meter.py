"""One line that says how far a long run is."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thymos.jobs import Progress


# Seconds between two lines: more of them nobody can read, and a terminal takes time to show.
PAUSE = 0.1


class Meter:
    """One line on standard error that says how far a run is; nothing where nobody watches."""

    def __init__(self) -> None:
        self.watched = sys.stderr is not None and sys.stderr.isatty()
        self.width, self.after = 0, 0.0

    def __enter__(self) -> Meter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self._write("")

    def told(self, name: str, progress: Progress) -> None:
        """Show how far a piece of work is."""
        if (now := monotonic()) >= self.after:
            self.after = now + PAUSE
            self._write(f"{name}: {progress}")

    def _write(self, words: str) -> None:
        if self.watched:
            sys.stderr.write(f"\r{words:<{self.width}}" + ("" if words else "\r"))
            sys.stderr.flush()
            self.width = len(words)
