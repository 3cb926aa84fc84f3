"""Things and the statements that join them: a network drawn as rows, so that no label collides.

Every thing is a box. A trunk runs from a box past the boxes that it is said to act on; each
branch ends at a line of text that says how. The style of a branch is the kind of evidence, its
end the sign; both stand in words beside it. Of plain values: this module draws, nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from thymos.plots.ink import MARK, PAPER, POOLED, RULE, Width, length, picture, text

Sign = Literal["+", "-", "0", "±"]
Style = Literal[
    "human randomised", "human observational", "animal", "in vitro", "review", "said only"
]

# Stroke width and dashes, strongest evidence first: (style, width, dashes, words).
STYLES: tuple[tuple[Style, float, str, str], ...] = (
    ("human randomised", 3.0, "", "seen in a randomised trial"),
    ("human observational", 1.6, "", "seen in people, not randomised"),
    ("animal", 1.6, "9 4", "seen in animals"),
    ("in vitro", 1.6, "4 3", "seen in cells"),
    ("review", 1.6, "1.5 3.5", "told by a review or a label"),
    ("said only", 1.6, "1.5 8", "said by a page, nothing seen"),
)
SIZES: tuple[tuple[Width, float, float], ...] = (("wide", 704.0, 13.0), ("narrow", 340.0, 12.0))
LEAD = 1.35
PAD = 8.0
GAP = 10.0
GUTTER = 13.0
BRANCH = 30.0
SOFT_SIZE = 0.92


@dataclass(frozen=True, slots=True)
class Joint:
    """One statement: from one thing to another, by their places in the network."""

    source: int
    target: int
    relation: str
    sign: Sign
    style: Style
    words: str = ""
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """Things by name, and the statements between them."""

    title: str
    things: tuple[str, ...]
    joints: tuple[Joint, ...]


@dataclass(frozen=True, slots=True)
class _Box:
    """A thing's place: its top, its label in lines, and for each joint its words in lines."""

    thing: int
    top: float
    height: float
    label: tuple[str, ...]
    notes: tuple[tuple[Joint, float, tuple[str, ...]], ...]


def draw(network: Network, ident: str, layout: Width = "wide") -> str:
    """The network as one SVG element; `ident` must be unique on its page.

    Raises ValueError where a joint names no thing, or there is none.

    >>> svg = draw(Network("N", ("a", "b"), (Joint(0, 1, "raises", "+", "animal"),)), "n")
    >>> "a raises b (seen in animals)." in svg
    True
    """
    count = len(network.things)
    if not network.joints:
        raise ValueError("nothing to draw: no statement")
    for joint in network.joints:
        if not (0 <= joint.source < count and 0 <= joint.target < count):
            raise ValueError(f"a statement joins things 0 to {count - 1}, found {joint}")
    width, size = next((w, s) for name, w, s in SIZES if name == layout)
    order = _order(network)
    rails = _rails(network, order)
    left = GUTTER * (1 + max(rails.values(), default=0)) + BRANCH
    boxes = _boxes(network, order, left, width, size)
    bottom = max(box.top + box.height for box in boxes)
    key = list(_key(network, bottom + 1.6 * size, width, size))
    body = [*_trunks(network, boxes, rails, left, size), *_faces(boxes, left, width, size)]
    body += [*_branches(boxes, rails, left, size), *(part for part, _ in key)]
    shown = (network.title, describe(network))
    return picture("network", layout, ident, shown, (width, key[-1][1] + 6), body)


def describe(network: Network) -> str:
    """Every statement in a sentence, for who does not see the drawing."""
    words = {name: told for name, _, _, told in STYLES}
    told = [
        f"{network.things[j.source]} {j.relation} {network.things[j.target]} "
        f"({words[j.style]}{', disputed' if j.disputed else ''})."
        for j in network.joints
    ]
    return " ".join((f"{len(told)} causal statements: theory, not evidence.", *told))


def _order(network: Network) -> tuple[int, ...]:
    """Things from top to bottom: each followed by what it acts on, roots with most first."""
    targets: dict[int, list[int]] = {}
    for joint in network.joints:
        targets.setdefault(joint.source, []).append(joint.target)
    reached = {joint.target for joint in network.joints}
    roots = sorted(
        (thing for thing in range(len(network.things)) if thing not in reached),
        key=lambda thing: -len(targets.get(thing, ())),
    )
    placed: dict[int, None] = {}
    waiting = [*range(len(network.things) - 1, -1, -1), *reversed(roots)]
    while waiting:
        thing = waiting.pop()
        if thing not in placed:
            # What acts on this alone stands beside it, so that its trunk stays short.
            placed |= dict.fromkeys(root for root in roots if targets.get(root) == [thing])
            placed[thing] = None
            waiting += reversed(targets.get(thing, ()))
    return tuple(placed)


def _rails(network: Network, order: tuple[int, ...]) -> dict[int, int]:
    """The rail in the gutter on which each source's trunk runs; those that never meet share one."""
    at = {thing: place for place, thing in enumerate(order)}
    spans: dict[int, tuple[int, int]] = {}
    for joint in network.joints:
        places = (at[joint.source], at[joint.target])
        low, high = spans.get(joint.source, places)
        spans[joint.source] = min(low, *places), max(high, *places)
    rails: dict[int, int] = {}
    for source in sorted(spans, key=lambda s: spans[s][1] - spans[s][0]):
        low, high = spans[source]
        met = [other for other, (a, b) in spans.items() if a <= high and b >= low]
        taken = {rails[other] for other in met if other in rails}
        rails[source] = next(rail for rail in range(len(spans)) if rail not in taken)
    return rails


def _boxes(
    network: Network, order: tuple[int, ...], left: float, width: float, size: float
) -> tuple[_Box, ...]:
    room = width - left - 2 * PAD
    found, top = [], 2.0
    for thing in order:
        label = wrapped(network.things[thing], room, size * 1.06)
        y = top + PAD + LEAD * size * len(label)
        notes = []
        incoming = [joint for joint in network.joints if joint.target == thing]
        several = len({joint.source for joint in incoming}) > 1
        for joint in incoming:
            source = f"{network.things[joint.source]} " if several else ""
            lines = wrapped(_told(joint, source), room, size * SOFT_SIZE)
            notes.append((joint, y + 0.5 * LEAD * size, lines))
            y += LEAD * size * SOFT_SIZE * len(lines)
        height = y - top + 0.6 * PAD
        found.append(_Box(thing, top, height, label, tuple(notes)))
        top += height + GAP
    return tuple(found)


def _told(joint: Joint, source: str) -> str:
    """What stands beside the end of a branch; the source where there are several."""
    style = next(words for name, _, _, words in STYLES if name == joint.style)
    parts = (f"{joint.sign.replace('-', '−')} {source}{joint.relation}", style, joint.words)
    return "; ".join(part for part in (*parts, "≠ disputed" if joint.disputed else "") if part)


def wrapped(words: str, room: float, size: float) -> tuple[str, ...]:
    """Words in lines that fit a room; a word longer than the room has a line of its own.

    >>> wrapped("one two three", 60, 10)
    ('one two', 'three')
    """
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if length(longer, size) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _trunks(
    network: Network, boxes: Sequence[_Box], rails: dict[int, int], left: float, size: float
) -> Iterator[str]:
    """For each source a rail past its targets, tied to its own box."""
    heads = {box.thing: box.top + PAD + 0.5 * LEAD * size for box in boxes}
    ends: dict[int, list[float]] = {}
    for box in boxes:
        for joint, y, _ in box.notes:
            ends.setdefault(joint.source, []).append(y)
    for source, at in ends.items():
        x, head = _rail(rails[source], left), heads[source]
        low, high = min(head, *at), max(head, *at)
        yield _stroke(f"M{left:.1f},{head:.1f}H{x:.1f}", RULE, 1.2)
        yield _stroke(f"M{x:.1f},{low:.1f}V{high:.1f}", RULE, 1.2)


def _branches(
    boxes: Sequence[_Box], rails: dict[int, int], left: float, size: float
) -> Iterator[str]:
    """From the rail to the line of text, in the style of the evidence, closed by the sign."""
    styles = {name: (width, dashes) for name, width, dashes, _ in STYLES}
    for box in boxes:
        for joint, y, _ in box.notes:
            width, dashes = styles[joint.style]
            ink = POOLED if joint.disputed else MARK
            x = _rail(rails[joint.source], left)
            yield _stroke(f"M{x:.1f},{y:.1f}H{left - 7:.1f}", ink, width, dashes)
            yield _end(joint.sign, left, y, ink, 0.34 * size)


def _faces(boxes: Sequence[_Box], left: float, width: float, size: float) -> Iterator[str]:
    for box in boxes:
        yield (
            f'<rect x="{left:.1f}" y="{box.top:.1f}" width="{width - left - 1:.1f}" '
            f'height="{box.height:.1f}" rx="4" fill="{PAPER}" stroke="{RULE}"/>'
        )
        y = box.top + PAD + 0.78 * LEAD * size
        for line in box.label:
            yield text(left + PAD, y, line, size=size * 1.06, strong=True)
            y += LEAD * size
        for joint, at, lines in box.notes:
            y = at + 0.34 * size
            for line in lines:
                yield text(left + PAD, y, line, size=size * SOFT_SIZE, muted=not joint.disputed)
                y += LEAD * size * SOFT_SIZE


def _end(sign: Sign, x: float, y: float, ink: str, r: float) -> str:
    """A head for more, a bar for less, a ring for neither, a lozenge for both."""
    if sign == "0":
        return (
            f'<circle cx="{x - r:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{PAPER}" '
            f'stroke="{ink}" stroke-width="1.5"/>'
        )
    if sign == "-":
        return _stroke(f"M{x - 5:.1f},{y - r:.1f}V{y + r:.1f}M{x - 8:.1f},{y:.1f}h3", ink, 2.2)
    if sign == "±":
        shape = f"M{x - 2 * r:.1f},{y:.1f}l{r:.1f},{-r:.1f}l{r:.1f},{r:.1f}l{-r:.1f},{r:.1f}z"
    else:
        shape = f"M{x:.1f},{y:.1f}l{-2 * r:.1f},{-r:.1f}v{2 * r:.1f}z"
    return f'<path d="{shape}" fill="{ink}"/>'


def _key(network: Network, top: float, width: float, size: float) -> Iterator[tuple[str, float]]:
    """What the strokes mean: each part with the height that it needs."""
    used = {joint.style for joint in network.joints}
    y = top
    for name, stroke, dashes, words in STYLES:
        if name in used:
            yield _stroke(f"M2,{y - 0.3 * size:.1f}h44", MARK, stroke, dashes), y
            yield text(54, y, words, size=size * SOFT_SIZE), y
            y += LEAD * size
    ends = "A head: raises. A bar: lowers. A ring: neither. A lozenge: both. ≠: sources disagree."
    for line in wrapped(ends, width - 4, size * SOFT_SIZE):
        yield text(2, y, line, size=size * SOFT_SIZE, muted=True), y
        y += LEAD * size


def _rail(rail: int, left: float) -> float:
    return left - BRANCH - GUTTER * rail


def _stroke(shape: str, ink: str, width: float, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{shape}" fill="none" stroke="{ink}" stroke-width="{width:g}"{dashed}/>'
