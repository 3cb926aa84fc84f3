"""A dossier being read: its verdicts, and every index that pages share, computed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType

from thymos.dossier.index import Dossier, collection_of
from thymos.evidence.certainty import Certainty
from thymos.evidence.certainty.synthesis import certainty
from thymos.evidence.synthesis import Synthesis, synthesise
from thymos.records.schema import KINDS
from thymos.records.study import Tier
from thymos.verdict.history import Chronicle, History
from thymos.verdict.judge import Judged
from thymos.version import VERSION
from thymos.views.fragility import FragilityView
from thymos.views.fragility_page import view_of
from thymos.views.links import Link, path_of
from thymos.views.provenance import Mark, mark
from thymos.views.wordings import spelled, title


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap, where it is told, and what is missing."""

    link: Link
    missing: str


@dataclass(frozen=True)
class Reading:
    """A dossier with its verdicts; nothing is judged twice, and nothing pooled twice.

    others: dossiers that its compounds point to, by name, as far as they are at hand.
    """

    dossier: Dossier
    judged: tuple[Judged, ...]
    others: Mapping[str, Dossier] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day as of which everything is told."""
        return self.dossier.day

    @cached_property
    def by_claim(self) -> Mapping[str, Judged]:
        """Each claim's verdict."""
        return MappingProxyType({judged.claim.id: judged for judged in self.judged})

    @cached_property
    def by_outcome(self) -> Mapping[str, tuple[Judged, ...]]:
        """The claims that rest on each outcome."""
        grouped: dict[str, list[Judged]] = {}
        for judged in self.judged:
            pico = judged.claim.pico
            if pico is not None and pico.outcome is not None:
                grouped.setdefault(pico.outcome, []).append(judged)
        return MappingProxyType({key: tuple(found) for key, found in grouped.items()})

    @cached_property
    def histories(self) -> Mapping[str, History]:
        """Each claim through time, up to the day as of which everything is told."""
        chronicle = Chronicle(self.dossier)
        found = (chronicle.graded(history) for history in chronicle.histories)
        return MappingProxyType({history.claim.id: history for history in found})

    @property
    def engine(self) -> str:
        """The version of the program, whose rules these are."""
        return VERSION

    @cached_property
    def syntheses(self) -> Mapping[str, tuple[Synthesis, Synthesis]]:
        """Trials and cohorts of each outcome, pooled in the outcome's own measure."""
        done = {
            judged.synthesis.outcome.id: judged.synthesis
            for judged in self.judged
            if judged.synthesis is not None
            and judged.synthesis.selection.measure == judged.synthesis.outcome.measure
        }
        return MappingProxyType(
            {
                outcome: (
                    done.get(outcome) or synthesise(self.dossier, outcome),
                    synthesise(self.dossier, outcome, tier=Tier.OBSERVATIONAL),
                )
                for outcome in self.dossier.outcomes
            }
        )

    @cached_property
    def certainties(self) -> Mapping[str, tuple[Certainty | None, Certainty | None]]:
        """How sure one can be of trials and cohorts of each outcome; None where none is pooled."""
        return MappingProxyType(
            {
                outcome: (certainty(self.dossier, trials), certainty(self.dossier, cohorts))
                for outcome, (trials, cohorts) in self.syntheses.items()
            }
        )

    @cached_property
    def fragilities(self) -> Mapping[str, FragilityView | None]:
        """How far the answer of the trials on each outcome hangs on choices; None below two."""
        return MappingProxyType(
            {
                outcome: view_of(self.dossier, trials)
                for outcome, (trials, _) in self.syntheses.items()
            }
        )

    @cached_property
    def fates(self) -> Mapping[tuple[str, str], str]:
        """Why a result was left out of its pool, by study and result; empty for pooled ones."""
        told: dict[tuple[str, str], str] = {}
        for pair in self.syntheses.values():
            for synthesis in pair:
                told |= {(e.study.id, e.result.id): "" for e in synthesis.selection.entries}
                told |= {(e.study.id, e.result.id): e.reason for e in synthesis.selection.excluded}
        return MappingProxyType(told)

    @cached_property
    def citing(self) -> Mapping[str, tuple[str, ...]]:
        """The records that cite each source, as `kind:id`, in the order of the dossier."""
        found: dict[str, dict[str, None]] = {}
        for kind in KINDS:
            for record in self.dossier.collection(kind.collection):
                reference = f"{kind.collection}:{record}"
                for cite in self.dossier.cites_of(reference):
                    found.setdefault(cite.source, {})[reference] = None
        return MappingProxyType({source: tuple(refs) for source, refs in found.items()})

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Texts that show how conditions are spelt."""
        names = (outcome.name for outcome in self.dossier.outcomes.values())
        people = (study.population.text for study in self.dossier.studies.values())
        claims = (judged.claim.text for judged in self.judged)
        said = (w.text for judged in self.judged for w in judged.claim.wordings)
        gaps = (f"{gap.about} {gap.missing}" for gap in self.dossier.gaps.values())
        return (*names, *people, *claims, *said, *gaps)

    def condition(self, ident: str) -> str:
        """A condition in words."""
        return self._conditions.get(ident) or spelled(ident, self.texts)

    @cached_property
    def _conditions(self) -> dict[str, str]:
        known = {outcome.condition for outcome in self.dossier.outcomes.values()}
        known |= {study.population.condition for study in self.dossier.studies.values()}
        named = {ident: spelled(ident, self.texts) for ident in sorted(known)}
        return named | {c.id: title(c.name) for c in self.dossier.head.conditions}

    def link(self, reference: str) -> Link:
        """What people call the record that `kind:id` names, and where it is shown."""
        kind, _, record = reference.partition(":")
        href = path_of(self.dossier, reference)
        if href is None:
            return Link(record)
        if collection_of(kind) == "results":
            study, result = self.dossier.result(record)
            return Link(f"{study.name}, {result.timepoint}", href)
        if collection_of(kind) == "edges":
            edge = self.dossier.edges[record]
            return Link(f"{edge.subject.name} {edge.relation} {edge.object.name}", href)
        if collection_of(kind) == "gaps":
            return Link(title(self.dossier.gaps[record].about), href)
        if collection_of(kind) == "parameters":
            parameter = self.dossier.parameters[record]
            return Link(f"{parameter.given_by}, {parameter.amount}", href)
        return Link(self.dossier.name_of(kind, record).rstrip("."), href)

    def gaps_for(self, *idents: str) -> tuple[Missing, ...]:
        """What is missing for some claims or outcomes."""
        return tuple(
            Missing(Link(title(gap.about), path_of(self.dossier, f"gaps:{gap.id}")), gap.missing)
            for gap in self.dossier.gaps.values()
            if set(idents) & set(gap.blocks)
        )

    def mark(self, reference: str) -> Mark | None:
        """The verification mark of a record, None where it cites nothing."""
        cites = self.dossier.cites_of(reference)
        return mark(self.dossier, cites) if cites else None
