"""Decision trees over answers: which judgement they lead to, and which while some are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, and where each of its replies leads: to a judgement or to another question."""

    question: str
    ways: tuple[tuple[tuple[str, ...], Tree], ...]


Tree = Ask | str


@dataclass(frozen=True, slots=True)
class Walk:
    """Where answers lead: every judgement still possible, the answers used, those still open."""

    possible: frozenset[str]
    path: tuple[tuple[str, str], ...]
    open: tuple[str, ...]

    @property
    def judgement(self) -> str | None:
        """The judgement, where only one is possible."""
        return next(iter(self.possible)) if len(self.possible) == 1 else None


def ask(question: str, *ways: tuple[tuple[str, ...], Tree]) -> Ask:
    """A question with the ways out of it.

    >>> walk(ask("1.1", (("Y", "PY"), "low"), (("N", "PN", "NI"), "high")), {}).possible
    frozenset({...})
    """
    return Ask(question, ways)


def walk(tree: Tree, answers: Mapping[str, str]) -> Walk:
    """Follow the answers; where one is missing, follow every way out of its question.

    Raises ValueError for an answer that the tree has no way for.
    """
    if isinstance(tree, str):
        return Walk(frozenset((tree,)), (), ())
    reply = answers.get(tree.question)
    if reply is None:
        ways = [walk(branch, answers) for _, branch in tree.ways]
        possible = frozenset[str]().union(*(way.possible for way in ways))
        path = tuple(dict.fromkeys(step for way in ways for step in way.path))
        later = tuple(question for way in ways for question in way.open)
        return Walk(possible, path, tuple(dict.fromkeys((tree.question, *later))))
    for replies, branch in tree.ways:
        if reply in replies:
            rest = walk(branch, answers)
            return Walk(rest.possible, ((tree.question, reply), *rest.path), rest.open)
    raise ValueError(f"expected an answer to {tree.question}, found {reply}")
