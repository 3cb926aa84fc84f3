"""The mechanism: causal statements with their evidence and disagreements. Theory, always."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from thymos.mechanism.annotations import address
from thymos.mechanism.graph import disputed, network, voices
from thymos.mechanism.reported import Peak, over_peak, peak
from thymos.plots.network import Network
from thymos.records.edge import Context, Edge, EdgeEvidence
from thymos.tables import rows
from thymos.views.claims import Line, line
from thymos.views.facts import FactGroup, fact_groups
from thymos.views.links import Link, anchor
from thymos.views.model import ModelPart, RegimenRow, model_parts, question, regimen_rows
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import title

_SIGNS = (("+", "raises"), ("-", "lowers"), ("0", "leaves unchanged"), ("±", "raises or lowers"))


@dataclass(frozen=True, slots=True)
class Observation:
    """One observation for or against an edge."""

    kind: str
    bears: str
    says: str
    group: str | None
    funding: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Identifier:
    """What a part of an edge is in a public vocabulary: `name` as the table has it, or empty."""

    curie: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """Subject, relation, object, with what was seen, where, and by whom.

    voices: groups of authors that saw something for it. over_peak: the concentration in the
    laboratory over the peak in people's blood, where both are on record. question: the anchor of
    the disagreement that it belongs to.
    """

    anchor: str
    subject: str
    relation: str
    object: str
    sign: str
    sign_words: str
    ids: tuple[Identifier, ...]
    context: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    observations: tuple[Observation, ...]
    voices: int
    concentration: str | None
    over_peak: str | None
    disputed: bool
    question: Link | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A question on which sources disagree, and the edges that cannot all be true."""

    anchor: str
    question: str
    reading: str
    edges: tuple[EdgeRow, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class MechanismPage:
    """Every edge, the open questions first; then the model that puts them together.

    network: the edges as a picture. peak: the level in blood with which concentrations in the
    laboratory are compared; with_concentration: how many statements tell one.
    """

    network: Network | None
    peak: str | None
    with_concentration: int
    conflicts: tuple[Conflict, ...]
    edges: tuple[EdgeRow, ...]
    total: int
    in_people: int
    facts: tuple[FactGroup, ...]
    claims: tuple[Line, ...]
    simulation: Link | None
    models: tuple[ModelPart, ...]
    regimens: tuple[RegimenRow, ...]

    @property
    def rows(self) -> tuple[EdgeRow, ...]:
        """Every edge once, those in dispute first."""
        return (*(row for conflict in self.conflicts for row in conflict.edges), *self.edges)


def mechanism_page(reading: Reading) -> MechanismPage:
    """All edges; those in a conflict set stand under its question."""
    highest = peak(reading.dossier)
    rows = {key: _edge(reading, edge, highest) for key, edge in reading.dossier.edges.items()}
    in_conflict = {
        key: edge.conflict_set
        for key, edge in reading.dossier.edges.items()
        if edge.conflict_set in reading.dossier.conflicts
    }
    conflicts = tuple(
        Conflict(
            anchor=anchor("conflicts", conflict.id),
            question=conflict.question,
            reading=conflict.reading,
            edges=tuple(rows[key] for key, name in in_conflict.items() if name == conflict.id),
            mark=mark(reading.dossier, conflict.cites),
        )
        for conflict in reading.dossier.conflicts.values()
    )
    asked = bool(reading.dossier.inquiries)
    human = ("human observational", "human randomised")
    return MechanismPage(
        network=network(reading.dossier),
        peak=f"{highest.low:g} to {highest.high:g} µg/L" if highest else None,
        with_concentration=sum(row.concentration is not None for row in rows.values()),
        conflicts=conflicts,
        edges=tuple(row for key, row in rows.items() if key not in in_conflict),
        total=len(rows),
        in_people=sum(any(kind in human for kind in row.kinds) for row in rows.values()),
        facts=fact_groups(reading, "mechanism"),
        claims=tuple(line(reading, j) for j in reading.judged if j.claim.kind.value == "mechanism"),
        simulation=Link("its simulations", "simulation.html") if asked else None,
        models=model_parts(reading),
        regimens=regimen_rows(reading),
    )


def _edge(reading: Reading, edge: Edge, highest: Peak | None) -> EdgeRow:
    given = edge.context.concentration_ng_per_ml
    seen = tuple(_observation(reading, evidence) for evidence in edge.evidence)
    return EdgeRow(
        anchor=anchor("edges", edge.id),
        subject=edge.subject.name,
        relation=edge.relation,
        object=edge.object.name,
        sign=edge.sign.replace("-", "−"),
        sign_words=dict(_SIGNS)[edge.sign],
        ids=_identifiers((*edge.subject.ids, *edge.object.ids, *edge.context.cell_ids)),
        context=_context(edge.context),
        kinds=tuple(dict.fromkeys(observation.kind for observation in seen)),
        observations=seen,
        voices=voices(edge),
        concentration=None if given is None else f"{given:,.6g} ng/mL",
        over_peak=None if given is None or highest is None else _over(given, highest),
        disputed=disputed(reading.dossier, edge),
        question=question(reading, edge.conflict_set),
        note=edge.note,
    )


def _identifiers(curies: Iterable[str]) -> tuple[Identifier, ...]:
    """Each once, with its name and where it is told."""
    names = {row["id"]: row["name"] for row in rows("identifiers")}
    found = dict.fromkeys(curies)
    return tuple(Identifier(each, names.get(each, ""), address(each)) for each in found)


def _over(concentration: float, highest: Peak) -> str:
    """A concentration over the peak, as a range of two significant digits."""
    low, high = over_peak(concentration, highest)
    return f"{low:.2g} to {high:.2g}"


def _observation(reading: Reading, evidence: EdgeEvidence) -> Observation:
    return Observation(
        kind=evidence.kind,
        bears=evidence.bears,
        says=evidence.says,
        group=evidence.group,
        funding=evidence.funding,
        mark=mark(reading.dossier, evidence.cites),
    )


def _context(context: Context) -> tuple[tuple[str, str], ...]:
    strength = context.concentration_ng_per_ml
    rows = (
        ("Species", context.species),
        ("System", context.system),
        ("Cell", context.cell),
        ("Concentration", f"{strength:,.6g} ng/mL" if strength is not None else None),
        ("Assay", context.assay),
    )
    return tuple((label, title(value)) for label, value in rows if value)
