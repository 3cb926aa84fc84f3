"""Appraisals and sensitivity analyses drawn for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from thymos.cli.terminal import screen
from thymos.records.wording import estimate, plural

if TYPE_CHECKING:
    from thymos.evidence.appraisal import Appraisal, Domain
    from thymos.evidence.sensitivity import Line
    from thymos.records.study import Study
    from thymos.views.trust import Appraised

_STYLES = (
    ("low", "green"),
    ("no concerns", "green"),
    ("some concerns", "yellow"),
    ("moderate", "yellow"),
    ("high", "red"),
    ("serious", "red"),
    ("critical", "bold red"),
    ("serious concerns", "bold red"),
    ("not assessable", "dim"),
    ("no information", "dim"),
)


def _word(judgement: str) -> Text:
    return Text(judgement, dict(_STYLES).get(judgement, ""))


def show_studies(view: Appraised) -> None:
    """A table of all studies, and how many two people stand by."""
    console = screen()
    head = f"{view.dossier.head.id}, as of {view.dossier.day}"
    table = Table(title=head, title_justify="left", expand=True)
    for name in ("study", "tool", "trust", "risk of bias"):
        table.add_column(name, no_wrap=True)
    table.add_column("because", ratio=4, style="dim")
    for study, found in view.found:
        why = found.reasons[-1] if found.reasons else ""
        risk = _word(found.overall.value)
        table.add_row(study.id, found.tool or "", _word(found.trust.value), risk, escape(why))
    console.print(table)
    reviewed = sum(found.reviewed for _, found in view.found)
    console.print(
        f"{plural(len(view.found), 'study', 'studies')}, {reviewed} reviewed by two named people; "
        "the others are machine suggestions, unreviewed."
    )


def show_study(view: Appraised) -> None:
    """One study: domains, answers, reasons, interests."""
    console = screen()
    for study, found in view.found:
        about = f", {found.outcome}" if found.outcome else ""
        console.print(Text.assemble((f"{study.name}{about}", "bold"), f" ({found.mark})"))
        if found.domains or found.checks:
            console.print(_domains(found))
        console.print(
            Text.assemble("Trust: ", _word(found.trust.value), ". Risk of bias: ",
                          _word(found.overall.value), ".")
        )  # fmt: skip
        for reason in found.reasons:
            console.print(f"- {escape(reason)}")
        console.print(_ties(study))


def _domains(found: Appraisal) -> Table:
    table = Table(expand=True)
    table.add_column("domain", ratio=2)
    table.add_column("judgement", no_wrap=True)
    table.add_column("ground", ratio=5, style="dim")
    for domain in (*found.checks, *found.domains):
        table.add_row(escape(domain.name), _word(domain.judgement), escape(_ground(domain)))
    return table


def _ground(domain: Domain) -> str:
    said = domain.reason
    if domain.by is not None:
        other = domain.computed not in (None, domain.judgement)
        by = f"{domain.by}; the algorithm gives {domain.computed}" if other else domain.by
        said = f"{said} ({by})"
    answers = (f"{a.question} {a.answer}: {a.reason}" for a in domain.answers)
    return "\n".join((said, *answers))


def _ties(study: Study) -> str:
    told = []
    for who, tie in (("sponsor", study.sponsor_tied), ("authors", study.authors_tied)):
        if tie is None:
            told.append(f"{who}: ties not known")
        else:
            told.append(f"{who}: {'tied' if tie.tied else 'no ties'} ({escape(tie.reason)})")
    return "Interests: " + "; ".join(told)


def show_sensitivity(lines: Iterable[Line]) -> None:
    """The pooled result without the studies in doubt; lines that change nothing say so."""
    console = screen()
    table = Table(title="What hangs on doubtful studies", title_justify="left", expand=True)
    table.add_column("analysis", ratio=3)
    table.add_column("left out", ratio=3, style="dim")
    table.add_column("not known of", justify="right")
    table.add_column("studies", justify="right")
    table.add_column("result", no_wrap=True, justify="right")
    for line in lines:
        out = ", ".join(escape(one.name) for one in line.left_out) or "none"
        shown = estimate(*line.pooling.main.shown) if line.pooling else "no study remains"
        studies = str(line.pooling.k) if line.pooling else "0"
        table.add_row(line.doubt.value, out, str(len(line.unknown)), studies, shown)
    console.print(table)
