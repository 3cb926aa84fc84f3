"""The time that one page may take: a page is refused in one line, never waited for."""

from __future__ import annotations

from time import thread_time

from thymos.errors import UsageError

# A page of 5,000 words takes a tenth of a second.
SECONDS = 10.0


class Budget:
    """Time of computing for one page, counted from when it is made.

    >>> Budget("page.md").spend()
    """

    def __init__(self, name: str | None, seconds: float = SECONDS) -> None:
        self._name = name or "<input>"
        self._seconds = seconds
        self._until = thread_time() + seconds

    def spend(self) -> None:
        """Raises UsageError once the time is spent."""
        if thread_time() > self._until:
            raise UsageError(
                f"{self._name}: expected a page that is checked within {self._seconds:g} s, "
                "found one that takes longer; split it"
            )
