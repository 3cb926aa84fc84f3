"""One line that says how far a long run is."""

from __future__ import annotations

import sys
from shutil import get_terminal_size
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thymos.jobs import Progress


# How wide the bar is, in letters, and what it is made of: done, and to come.
BAR, DONE, TO_COME = 20, "#", "."
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
            self._write(shown(name, progress, get_terminal_size().columns - 1))

    def _write(self, words: str) -> None:
        if self.watched:
            sys.stderr.write(f"\r{words:<{self.width}}" + ("" if words else "\r"))
            sys.stderr.flush()
            self.width = len(words)


def shown(name: str, progress: Progress, room: int) -> str:
    """One line that fits its room: with a bar, without one, or cut; a longer one would wrap.

    >>> from thymos.jobs import Progress
    >>> shown("sets", Progress(512, 2048, 4.0), 80)
    'sets [#####...............] 512 of 2,048 (25 %), 128 a second, 12 s left'
    >>> shown("sets", Progress(512, 2048, 4.0), 60)
    'sets: 512 of 2,048 (25 %), 128 a second, 12 s left'
    """
    whole = f"{name} {bar(progress)} {progress}"
    return whole if len(whole) <= room else f"{name}: {progress}"[: max(room, 0)]


def bar(progress: Progress) -> str:
    """How far it is, at a glance.

    >>> from thymos.jobs import Progress
    >>> bar(Progress(512, 2048, 4.0))
    '[#####...............]'
    """
    full = BAR * progress.done // progress.total if progress.total else BAR
    return f"[{DONE * full}{TO_COME * (BAR - full)}]"
