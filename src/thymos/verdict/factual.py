"""Claims of fact: answered by a test on records, by grounds, or by both.

Each answer is a vote (supports, contradicts, qualifies, ended) that carries weight or does
not; the votes decide by one small table, `settle`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from thymos.dossier.asof import public
from thymos.dossier.index import Dossier
from thymos.identity import sequence
from thymos.records.atoms import Citation, Verification
from thymos.records.claim import Claim, FactTest, Ground, MoleculeTest, StatusTest
from thymos.records.compound import Compound, Fact
from thymos.records.regulation import Status, StatusKind
from thymos.records.source import SourceKind
from thymos.verdict.trace import Node
from thymos.verdict.words import Factual

Bears = Literal["supports", "contradicts", "qualifies", "ended"]

OFFICIAL = (SourceKind.REGULATOR, SourceKind.LABEL, SourceKind.REGISTRY)
NEVER = (SourceKind.PAGE, SourceKind.LEAD)

# A fact that no document of a regulator states needs two named sources that agree
# (truth rule 1); pages under examination and unattributed leads never count.
INDEPENDENT_SOURCES = 2
_COUNTS = ((2, "Two"), (3, "Three"), (4, "Four"), (5, "Five"), (6, "Six"))


class Standing(NamedTuple):
    """On what a fact stands, in words; `read` where a document or paper itself was read."""

    words: str
    read: bool


@dataclass(frozen=True, slots=True)
class Vote:
    """One thing that bears on a claim, and on what it stands: None where it carries no weight."""

    bears: Bears
    standing: Standing | None
    says: str
    cites: tuple[Citation, ...] = ()
    record: str | None = None

    @property
    def weighs(self) -> bool:
        """Whether it counts."""
        return self.standing is not None

    @property
    def node(self) -> Node:
        """The step of the derivation that shows it."""
        text = f"{self.bears}: {self.says}"
        if self.standing is not None and not self.standing.read:
            text = f"{text.rstrip('.')}. {self.standing.words}."
        return Node(text, cites=self.cites, record=self.record)


def weighs(dossier: Dossier, cites: Iterable[Citation]) -> bool:
    """Whether citations suffice for a fact: an official document, a paper, or two witnesses."""
    return standing(dossier, cites) is not None


def standing(dossier: Dossier, cites: Iterable[Citation]) -> Standing | None:
    """On what a fact stands: the best that was read, or the witnesses; None if neither suffices."""
    named: set[str] = set()
    levels: list[Verification] = []
    copied = False
    for cite in cites:
        source = dossier.sources[cite.source]
        if source.unreliable or source.kind in NEVER:
            continue
        if cite.level.admissible:
            levels.append(cite.level)
        elif cite.level is Verification.SECONDARY:
            named.add(cite.source)
            copied = copied or source.kind in OFFICIAL
    if levels:
        best = min(levels, key=tuple(Verification).index).mark
        return Standing(best[:1].upper() + best[1:], read=True)
    if copied:
        return Standing("An official document, as a copy or another page gives it", read=False)
    if len(named) >= INDEPENDENT_SOURCES:
        many = dict(_COUNTS).get(len(named), str(len(named)))
        told = f"{many} named sources agree; no official document was read"
        return Standing(told, read=False)
    return None


def settle(votes: Iterable[Vote]) -> tuple[Factual, str]:
    """The verdict from the votes that carry weight, with its reason: first match decides.

    >>> settle([])[0].value
    'unverified'
    """
    heavy = {vote.bears for vote in votes if vote.weighs}
    yes, no = "supports" in heavy, "contradicts" in heavy
    table = (
        (yes and no, Factual.DISPUTED, "sources that carry weight disagree"),
        ("ended" in heavy and not yes, Factual.OUTDATED, "it held once and was ended or replaced"),
        (yes and "qualifies" in heavy, Factual.PARTLY, "true, with a correction that matters"),
        (yes, Factual.TRUE, "the records say so"),
        (no, Factual.FALSE, "the records say otherwise"),
        ("qualifies" in heavy, Factual.PARTLY, "the records bear it out only in part"),
        (True, Factual.UNVERIFIED, "nothing that carries weight was found for or against it"),
    )
    return next((verdict, reason) for holds, verdict, reason in table if holds)


# Which votes decided, by the verdict that they led to.
_DECIDE: tuple[tuple[Factual, tuple[Bears, ...]], ...] = (
    (Factual.TRUE, ("supports",)),
    (Factual.PARTLY, ("qualifies",)),
    (Factual.FALSE, ("contradicts",)),
    (Factual.DISPUTED, ("supports", "contradicts")),
    (Factual.OUTDATED, ("ended",)),
    (Factual.UNVERIFIED, ()),
)


def deciding(votes: Iterable[Vote], verdict: Factual) -> tuple[Vote, ...]:
    """The votes that carry weight and led to the verdict."""
    bears = dict(_DECIDE)[verdict]
    return tuple(vote for vote in votes if vote.weighs and vote.bears in bears)


def votes(dossier: Dossier, claim: Claim, day: date) -> tuple[Vote, ...]:
    """Everything in the dossier that bears on a claim of fact, as known on `day`."""
    found: list[Vote] = []
    test = claim.test
    if test is not None and test.status is not None:
        found += _status_votes(dossier, test.status, day)
    if test is not None and test.molecule is not None:
        found += _molecule_votes(dossier, test.molecule)
    if test is not None and test.fact is not None:
        found += _fact_votes(dossier, test.fact)
    found += [_ground_vote(dossier, ground, day) for ground in claim.grounds]
    return tuple(found)


def _ground_vote(dossier: Dossier, ground: Ground, day: date) -> Vote:
    ended = ground.bears == "supports" and ground.until is not None and ground.until.last <= day
    bears: Bears = "ended" if ended else ground.bears
    cites = ground.cites + tuple(c for ref in ground.records for c in dossier.cites_of(ref))
    return Vote(bears, standing(dossier, cites), ground.says, cites)


def _status_votes(dossier: Dossier, test: StatusTest, day: date) -> list[Vote]:
    subject = dossier.head.subject
    found = []
    for status in dossier.statuses.values():
        named = status.id in test.statuses
        if test.statuses and not named:
            continue
        if not named and (
            status.jurisdiction != test.jurisdiction or (status.subject or subject) != subject
        ):
            continue
        if not named and not _answers(status, test):
            continue
        bears = _status_bears(status, test, day)
        # Absence is evidence only together with the day on which it was looked up.
        dated = status.looked_up is not None or not _is_absence(status)
        rests = standing(dossier, status.cites) if dated else None
        found.append(Vote(bears, rests, status.what, status.cites, f"status:{status.id}"))
    return found


def _is_absence(status: Status) -> bool:
    return not status.holds or status.kind is StatusKind.NOT_APPROVED


def _answers(status: Status, test: StatusTest) -> bool:
    if status.kind == test.what:
        return True
    return test.what == StatusKind.APPROVAL and status.kind is StatusKind.NOT_APPROVED


def _status_bears(status: Status, test: StatusTest, day: date) -> Bears:
    holds = status.holds and not (
        status.kind is StatusKind.NOT_APPROVED and test.what == StatusKind.APPROVAL
    )
    if test.expect == "happened":
        return "supports" if status.holds else "contradicts"
    over = status.valid_to is not None and status.valid_to.last < day
    if test.expect == "in force":
        if holds and over:
            return "ended"
        return "supports" if holds else "contradicts"
    return "contradicts" if holds and not over else "supports"


def _fact_votes(dossier: Dossier, test: FactTest) -> list[Vote]:
    found = []
    for fact in dossier.facts.values():
        if fact.about != test.about:
            continue
        agrees = _agrees(fact, test)
        if agrees is None:
            continue
        current = not dossier.is_superseded_fact(fact)
        if current:
            bears: Bears = "supports" if agrees else "contradicts"
        elif agrees:
            bears = "ended"
        else:
            continue
        rests = standing(dossier, fact.cites)
        found.append(Vote(bears, rests, fact.text, fact.cites, f"fact:{fact.id}"))
    return found


def _agrees(fact: Fact, test: FactTest) -> bool | None:
    """Whether a fact bears the claimed value out; None where it says nothing about it."""
    if test.says is not None:
        return None if fact.says is None else fact.says.casefold() == test.says.casefold()
    stated = [x for x in (fact.low, fact.value, fact.high) if x is not None]
    if not stated:
        return None
    low, high = min(stated), max(stated)
    if test.equals is not None:
        return low <= test.equals <= high
    if test.at_least is not None:
        return low >= test.at_least
    return test.at_most is not None and high <= test.at_most


def _molecule_votes(dossier: Dossier, test: MoleculeTest) -> list[Vote]:
    compound = dossier.compounds[test.compound]
    value, how = _computed(compound, test.attribute)
    if value is None:
        return []
    equal = _same(value, test.equals, test.tolerance)
    bears: Bears = "supports" if equal else "contradicts"
    text = f"{test.attribute.replace('_', ' ')} of {compound.name} is {value} ({how})"
    # The record stays on every day; what it says weighs from the day on which it was public.
    cites = public(dossier, _cited(compound, test.attribute))
    rests = standing(dossier, cites)
    return [Vote(bears, rests, text, cites, f"compound:{compound.id}")]


_NAME_KINDS = (("inn", "INN"), ("brand", "brand"))


def _cited(compound: Compound, attribute: str) -> tuple[Citation, ...]:
    """Where an attribute is stated: a name has sources of its own, which come first."""
    kind = dict(_NAME_KINDS).get(attribute)
    named = tuple(c for name in compound.names if kind and name.kind == kind for c in name.cites)
    return tuple(dict.fromkeys((*named, *compound.cites)))


def _computed(compound: Compound, attribute: str) -> tuple[str | None, str]:
    kind = dict(_NAME_KINDS).get(attribute)
    if kind is not None:
        named = [name.text for name in compound.names if name.kind == kind]
        return (", ".join(named) or None), "from its names"
    if attribute == "structure":
        return compound.kind, "kind of substance"
    if attribute == "formula" and compound.proforma is None:
        return compound.formula, "as stated"
    if compound.proforma is None:
        return None, ""
    peptide = sequence.parse(compound.proforma)
    atoms = sequence.composition(peptide)
    values = {
        "length": str(len(peptide)),
        "sequence": peptide.sequence,
        "n_terminus": peptide.n_terminus or "free",
        "aromatic_residues": str(peptide.aromatic_residues),
        "cysteines": str(peptide.cysteines),
        "formula": sequence.formula(atoms),
        "average_mass": f"{sequence.mass(atoms):.3f}",
        "monoisotopic_mass": f"{sequence.mass(atoms, 'monoisotopic'):.4f}",
    }
    return values[attribute], "computed from the sequence"


def _same(value: str, claimed: str, tolerance: float | None) -> bool:
    if tolerance is not None:
        return abs(float(value) - float(claimed)) <= tolerance
    parts = [part.strip().casefold() for part in value.split(",")]
    return claimed.strip().casefold() in parts
