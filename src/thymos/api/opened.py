"""An open dossier, and every question that it answers, as of any date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thymos import __version__
from thymos.api.files import write_text
from thymos.dossier.asof import as_of as known_on
from thymos.dossier.index import Dossier
from thymos.dossier.neighbours import neighbours
from thymos.dossier.profile import read_profile
from thymos.dossier.read import locate, read
from thymos.errors import Finding, UnknownRecord, UsageError
from thymos.evidence.applies import applies
from thymos.evidence.appraisal import appraise_in
from thymos.evidence.explained import sections as explained
from thymos.evidence.sections import Wanted, sections
from thymos.evidence.sensitivity import sensitivity
from thymos.evidence.synthesis import Options, synthesise
from thymos.records.profile import Profile
from thymos.verdict.changes import changes
from thymos.verdict.history import Chronicle
from thymos.verdict.judge import Judged, judge, judge_all
from thymos.verdict.ledger import entry
from thymos.views.answers import Pool, Statuses, Verdicts, Why, findings_json
from thymos.views.applies import AppliesView, applies_view
from thymos.views.history import ChangesView, HistoryView, RecordedView
from thymos.views.trust import Appraised

if TYPE_CHECKING:
    from thymos.api.fragility import How
    from thymos.jobs import Progress
    from thymos.prose.check import Report
    from thymos.site.build import SiteReport
    from thymos.views.certificate import CertificateView
    from thymos.views.comparison import ComparisonPage
    from thymos.views.findings import FindingsPage
    from thymos.views.fragility import FragilityView
    from thymos.views.identify import SpectrumView
    from thymos.views.molecule import MoleculeView
    from thymos.views.simulate import Simulated

EXPORTS = ("ris", "csl", "csv", "findings", "docx")


def default_dossier() -> str:
    """The name of the dossier that commands open when none is named."""
    return files("thymos").joinpath("dossiers", "DEFAULT").read_text("utf-8").strip()


def parse_date(text: str | date | None) -> date | None:
    """A day from YYYY-MM-DD. Raises UsageError for anything else.

    >>> parse_date("2025-01-31").year
    2025
    """
    if text is None or isinstance(text, date):
        return text
    try:
        # Python reads 20250131 and 2025-W05-5 too; one way to write a day is enough.
        day = date.fromisoformat(text if len(text) == len("YYYY-MM-DD") and "W" not in text else "")
    except ValueError:
        raise UsageError(f"expected a date YYYY-MM-DD, found '{text}'") from None
    if day > date.today():  # noqa: DTZ011  a calendar day, no instant
        raise UsageError(f"expected a day that has come, found {text}")
    return day


def load(name: str | Path | None = None, *, as_of: str | date | None = None) -> Opened:
    """Open a dossier: a folder, a shipped name, or the default one.

    Raises UnknownRecord for a name that nothing bears, DossierError with every finding for a
    dossier that breaks its schema.
    """
    whole = read(locate(name if name is not None else default_dossier()))
    day = parse_date(as_of)
    return Opened(whole, known_on(whole, day) if day else whole)


@dataclass(frozen=True)
class Opened:
    """An open dossier: `whole` holds every record, `known` those known on the day asked for."""

    whole: Dossier
    known: Dossier

    def on(self, as_of: str | date | None) -> Opened:
        """The same dossier as known on a day."""
        day = parse_date(as_of)
        return Opened(self.whole, known_on(self.whole, day)) if day else self

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """Every claim with its verdict; computed once."""
        return judge_all(self.known, beside=True)

    @cached_property
    def graded(self) -> tuple[Judged, ...]:
        """Every claim with verdict and certainty, without posterior probabilities."""
        done = self.__dict__.get("judged")
        return done or judge_all(self.known, beside=True, posterior=False)

    def verdicts(self, *, as_of: str | date | None = None) -> Verdicts:
        """Every claim with its verdict."""
        at = self.on(as_of)
        return Verdicts(at.known.head.id, at.known.day.isoformat(), at.graded)

    def why(self, claim: str, *, as_of: str | date | None = None) -> Why:
        """The derivation of one verdict. Raises UnknownRecord."""
        known = self.on(as_of).known
        return Why(known, judge(known, known.get("claims", claim), beside=True))

    def history(self, claim: str, *, as_of: str | date | None = None) -> HistoryView:
        """How the verdict on a claim moved. Raises UnknownRecord."""
        known = self.on(as_of).known
        chronicle = Chronicle(known)
        return HistoryView(known, chronicle.graded(chronicle.history(claim)), __version__)

    def record(self) -> RecordedView:
        """Append what the dossier says now to its ledger, `said.csv`. Raises OutputError."""
        from thymos.dossier.files import SAID
        from thymos.dossier.said import write_said

        today = date.today()  # noqa: DTZ011  a calendar day, no instant
        file = self.whole.root / SAID
        made = entry(self.known, self.graded, today, __version__, self.whole.said)
        if made.new and made.rows:
            write_text(file, write_said((*self.whole.said, *made.rows)))
        return RecordedView(self.known, made, str(file))

    def diff(self, first: str | date, second: str | date) -> ChangesView:
        """Everything that changed between two days. Raises UsageError for days out of order."""
        start, end = parse_date(first), parse_date(second)
        if start is None or end is None or start > end:
            raise UsageError(f"expected the earlier day first, found {first} and {second}")
        return ChangesView(self.whole, changes(self.whole, start, end))

    def pool(
        self,
        outcome: str,
        options: Options | None = None,
        wanted: Wanted | None = None,
        *,
        as_of: str | date | None = None,
    ) -> Pool:
        """Pool the results of one outcome. Raises UnknownRecord, UsageError."""
        known = self.on(as_of).known
        found = synthesise(known, outcome, options)
        more = sections(found.pooling, wanted, {}) if found.pooling and wanted else ()
        more = (*more, *explained(known, found))
        return Pool(
            found.outcome.name,
            found.pooling,
            found,
            known.day.isoformat(),
            sections=more,
            sensitivity=sensitivity(known, found),
        )

    def fragility(
        self,
        outcome: str,
        options: Options | None = None,
        how: How | None = None,
        *,
        as_of: str | date | None = None,
    ) -> FragilityView:
        """How far the pooled answer on one outcome hangs on choices; see `api.fragility.How`.

        Raises UnknownRecord, UsageError, Cancelled, OutputError.
        """
        from thymos.api.fragility import of_outcome

        return of_outcome(self.on(as_of).known, outcome, options, how)

    def appraise(
        self,
        study: str | None = None,
        outcome: str | None = None,
        *,
        as_of: str | date | None = None,
    ) -> Appraised:
        """How far a study, or every study, can be trusted. Raises UnknownRecord.

        With an outcome and no study: the studies that report it.
        """
        known = self.on(as_of).known
        if outcome is not None:
            known.get("outcomes", outcome)
        if study is not None:
            chosen = [known.get("studies", study)]
        elif outcome is not None:
            chosen = list({s.id: s for s, _ in known.results_of(outcome)}.values())
        else:
            chosen = list(known.studies.values())
        return Appraised(known, tuple((s, appraise_in(known, s, outcome)) for s in chosen))

    def applies(
        self, profile: str | Path | Profile, *, as_of: str | date | None = None
    ) -> AppliesView:
        """Which studies were about people like a profile. Raises DataError, DossierError."""
        person = profile if isinstance(profile, Profile) else read_profile(Path(profile))
        return applies_view(applies(self.on(as_of).known, person))

    def status(
        self, jurisdiction: str | None = None, *, as_of: str | date | None = None
    ) -> Statuses:
        """Regulatory status, everywhere or in one jurisdiction. Raises UnknownRecord."""
        known = self.on(as_of).known
        places = {status.jurisdiction for status in self.whole.statuses.values()}
        wanted = jurisdiction.upper() if jurisdiction else None
        if wanted is not None and wanted not in places:
            raise UnknownRecord("jurisdiction", wanted, tuple(sorted(places)))
        chosen = (s for s in known.statuses.values() if wanted in (None, s.jurisdiction))
        ordered = sorted(chosen, key=lambda s: (s.jurisdiction, s.valid_from or "9999", s.id))
        return Statuses(known, wanted, tuple(ordered))

    def simulate(
        self,
        scenario: str | None = None,
        *,
        prior: str = "stated",
        seed: int = 1,
        workers: int = 1,
        progress: Callable[[str, Progress], None] | None = None,
        keep: str | Path | None = None,
        **asked: Any,
    ) -> Simulated:
        """Run the mechanism: theory, not evidence. `asked` are the fields of `Asked`.

        keep: a folder for finished pieces; the same call goes on from there after an interrupt.
        Raises UsageError, UnknownRecord, MechanismError, Cancelled.
        """
        from thymos.mechanism.questions.how import way
        from thymos.mechanism.resume import kept
        from thymos.views.simulate import Asked, simulated

        how = way(prior, seed, workers, progress)
        how = kept(how, keep, self.known, {"scenario": scenario, **asked})
        return simulated(self.known, Asked(scenario, **asked), how)

    def write_experiment(self, path: str | Path, scenario: str, **asked: Any) -> Path:
        """Write a scenario as a COMBINE archive that other simulators run: theory, not evidence.

        Both arms of one patient with the model's own values; `asked`: regimen, arms, variants.
        Raises UsageError, UnknownRecord, MechanismError, OutputError.
        """
        from thymos.mechanism.archive import write
        from thymos.mechanism.experiment import experiment

        write(experiment(self.known, scenario, **asked), Path(path))
        return Path(path)

    def molecule(self, **asked: Any) -> MoleculeView:
        """What the subject weighs, and what a sample may turn out to be; see `molecule.wish`.

        Raises UsageError, also for a subject that has no single mass.
        """
        from thymos.views.molecule import of_dossier, wish

        return of_dossier(self.known, wish(**asked))

    def compare(self) -> ComparisonPage:
        """The subject beside its look-alikes. Raises UsageError where there are none."""
        from thymos.views.comparison import comparison_page
        from thymos.views.reading import Reading

        page = comparison_page(Reading(self.known, (), neighbours(self.known)))
        if page is None:
            raise UsageError(f"the dossier {self.known.head.id} names no look-alike")
        return page

    def identify(self, path: str | Path, **asked: Any) -> SpectrumView | CertificateView:
        """A spectrum or a certificate against the compound and all it is confused with.

        `asked` are the fields of `views.identify.Asked`. Raises DataError, UsageError.
        """
        from thymos.views.identify import Asked, identified

        return identified(self.known, path, Asked(**asked))

    def lint(self) -> tuple[Finding, ...]:
        """What arithmetic and the records themselves find wrong, in order of place."""
        from thymos.checks import run

        return run(self.known)

    def check(self, path: str | Path) -> Report:
        """Prose against the dossier: a file, or a folder of files."""
        from thymos.prose.check import check_file

        return check_file(Path(path), self.known, self.graded)

    def build(self, out: str | Path) -> SiteReport:
        """Write the whole site, atomically."""
        from thymos.site.build import build_site

        return build_site(self.known, self.judged, Path(out), neighbours(self.known))

    def findings(self, *, as_of: str | date | None = None) -> FindingsPage:
        """The summary of findings: each pooled outcome with its certainty, and in words."""
        from thymos.views.findings import findings_page
        from thymos.views.reading import Reading

        at = self.on(as_of)
        return findings_page(Reading(at.known, at.graded))

    def export(self, to: str) -> str:
        """References (ris, csl), results (csv) or the summary of findings (findings) as text."""
        from thymos.views import findings, references

        if to == "ris":
            return references.to_ris(self.known.sources.values())
        if to == "csl":
            return references.to_csl(self.known.sources.values())
        if to == "csv":
            return references.to_csv(self.known)
        if to == "findings":
            return findings.to_csv(self.findings())
        if to == "docx":
            raise UsageError("a docx is no text to print: name a file with --out FILE")
        raise UsageError(f"expected one of {', '.join(EXPORTS)}, found '{to}'")

    def export_to(self, to: str, path: str | Path) -> None:
        """Write an export to a file, whole or not at all; docx is the summary of findings.

        Raises UsageError, OutputError.
        """
        from thymos.views.word import to_docx

        if to != "docx":
            return write_text(path, self.export(to))
        return write_text(path, to_docx(self.findings(), self.known.head.title, self.known.day))


def build_json(opened: Opened, report: SiteReport, findings: Iterable[Finding]) -> dict[str, Any]:
    """What build says in JSON: the verdicts, where the site is, the findings."""
    return {
        **opened.verdicts().as_json(),
        "out": str(report.out),
        "pages": report.pages,
        **findings_json(findings),
    }
