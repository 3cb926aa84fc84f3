"""Where a value stands: file, line and column, found only when somebody asks.

A dossier is read without marks. When a place is wanted, the one file is composed to nodes,
and the nodes are kept for the next question about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from thymos.dossier.scan import Trouble, clean, compose, scan

Step = str | int
PathIn = tuple[Step, ...]

# Nodes take some fifty times the room of their text; questions come file by file.
KEPT_FILES = 16

# A step by name into a list finds the item that bears the name under one of these keys.
_NAMES = ("id", "arm", "statistic", "source", "study")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file of the dossier; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Origin(NamedTuple):
    """Where a record begins: its file, the path in the file, and the line of a table's row."""

    file: str
    path: PathIn = ()
    line: int | None = None


@dataclass(frozen=True)
class Places:
    """Finds places below one folder.

    A path goes from the top of the file: `("arms", 1, "n")`. A step may be an item's number,
    or the id (or arm) that it bears: `("results", "death-28d", "counts", "drug")`.
    """

    root: Path
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict)
    _nodes: dict[str, Any] = field(default_factory=dict, repr=False)

    def of(self, collection: str, record: str, path: PathIn = ()) -> Place | None:
        """The place of a record, or of a field inside it; None for one that has no file."""
        origin = self.origins.get((collection, record))
        if origin is None:
            return None
        if origin.line is not None:
            return Place(origin.file, origin.line, 1)
        return self.at(origin.file, (*origin.path, *path))

    def at(self, file: str, path: PathIn = (), *, key: bool = False) -> Place:
        """The place of a value in a file, or of the nearest thing around it that exists.

        A mapping or list that bears a name is found at the name; `key` asks for the name of
        a single value too.
        """
        mark = None
        node = self._root_node(file)
        for step in path:
            found = _step(node, step)
            if found is None:
                break
            name, node = found
            single = isinstance(node, yaml.ScalarNode) and not key
            mark = (node if single or name is None else name).start_mark
        if mark is None:
            mark = getattr(node, "start_mark", None)
        if mark is None:
            return Place(file, 1, 1)
        return Place(file, mark.line + 1, mark.column + 1)

    def _root_node(self, file: str) -> Any:
        if file not in self._nodes:
            while len(self._nodes) >= KEPT_FILES:
                del self._nodes[next(iter(self._nodes))]
            try:
                content = (self.root / file).read_bytes()
                scan(content)  # the file may have changed since it was read
                self._nodes[file] = compose(clean(content))
            except (OSError, Trouble):
                self._nodes[file] = None
        return self._nodes[file]


def _step(node: Any, step: Step) -> tuple[Any, Any] | None:
    """One step down: the node of the name, if it has one, and the node of the value."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == step:
                return name, value
    if isinstance(node, yaml.SequenceNode):
        if isinstance(step, int):
            return (None, node.value[step]) if step < len(node.value) else None
        for item in node.value:
            if step in _names(item):
                return None, item
    return None


def _names(item: Any) -> set[str]:
    if not isinstance(item, yaml.MappingNode):
        return set()
    return {value.value for name, value in item.value if name.value in _NAMES}
