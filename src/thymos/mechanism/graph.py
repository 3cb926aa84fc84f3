"""The causal statements of a dossier as a network: who acts on whom, and on what evidence.

Theory, not evidence: a picture of what is said and of what was seen, never of what is true.
"""

from __future__ import annotations

from thymos.dossier.index import Dossier
from thymos.mechanism import THEORY
from thymos.plots.network import Joint, Network, Style
from thymos.records.atoms import Verification, best_level
from thymos.records.edge import Edge, EdgeEvidence

# Strongest first; what only repeats a claim comes last.
STRENGTH: tuple[tuple[str, Style], ...] = (
    ("human randomised", "human randomised"),
    ("human observational", "human observational"),
    ("animal", "animal"),
    ("in vitro", "in vitro"),
    ("review", "review"),
    ("label", "review"),
    ("page", "said only"),
)
# Kinds that saw something, as against those that tell of it; and how it must have been verified
# at least: from memory or an unattributed lead, nothing was seen.
SEEN = ("human randomised", "human observational", "animal", "in vitro")
UNVERIFIED = (Verification.RECALLED, Verification.LEAD)


def network(dossier: Dossier) -> Network | None:
    """The network of a dossier's edges, None where it has none."""
    if not dossier.edges:
        return None
    names = [part.name for edge in dossier.edges.values() for part in (edge.subject, edge.object)]
    things = tuple(dict.fromkeys(names))
    joints = tuple(
        Joint(
            source=things.index(edge.subject.name),
            target=things.index(edge.object.name),
            relation=edge.relation.rstrip(" ,;"),
            sign=edge.sign,
            style=strongest(edge),
            words=told(edge),
            disputed=disputed(dossier, edge),
        )
        for edge in dossier.edges.values()
    )
    return Network(f"Causal statements: {THEORY}", things, joints)


def strongest(edge: Edge) -> Style:
    """The strongest kind of evidence that supports an edge, as a style."""
    kinds = {item.kind for item in edge.evidence if item.bears == "supports" and _verified(item)}
    return next((style for kind, style in STRENGTH if kind in kinds), "said only")


def voices(edge: Edge) -> int:
    """How many groups of authors saw something that supports it; one group is one voice.

    Where no group is recorded, the first source stands for it.
    """
    seen = (item for item in edge.evidence if item.bears == "supports" and item.kind in SEEN)
    verified = (item for item in seen if _verified(item))
    return len({item.group or f"source {item.cites[0].source}" for item in verified})


def disputed(dossier: Dossier, edge: Edge) -> bool:
    """Whether evidence contradicts it, or it belongs to a question on which sources disagree."""
    against = any(item.bears == "contradicts" for item in edge.evidence)
    return against or edge.conflict_set in dossier.conflicts


def _verified(item: EdgeEvidence) -> bool:
    return best_level(item.cites) not in UNVERIFIED


def told(edge: Edge) -> str:
    """How many voices and who paid, in words; empty where nobody saw anything."""
    count = voices(edge)
    if not count:
        return ""
    paid = dict.fromkeys(item.funding for item in edge.evidence if item.funding)
    funding = f", funding: {'; '.join(paid)}" if paid else ""
    return f"{count} {'group' if count == 1 else 'groups'} of authors{funding}"
