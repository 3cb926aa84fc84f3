"""A dossier of a compound that exists in tests only, and a checker that reads it once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from thymos.dossier.index import Dossier
from thymos.dossier.read import read
from thymos.prose.check import Report, check_text
from thymos.verdict.judge import Judged, judge_all

FOLDER = {
    "dossier.yaml": """\
schema_version: 1
id: velotide
title: Velotide
subject: velotide-alpha-2
compiled: 2026-05-31
summary: A peptide that exists in tests only.
""",
    "identity.yaml": """\
compounds:
  - id: velotide-alpha-2
    name: Velotide alpha-2
    kind: peptide
    role: subject
    names:
      - {text: velofasin, kind: INN}
      - {text: Zelovax, kind: brand}
      - {text: Vα2, kind: abbreviation}
    proforma: ACDEFGHIKL
    described: A peptide of ten amino acids.
    cites: [{source: label, level: primary}]
  - id: velotide-beta-3
    name: Velotide beta-3
    kind: peptide
    role: look-alike
    names: [{text: VB-700, kind: code}]
    proforma: ACDEF
    described: Another peptide.
    told_apart: It is a shorter peptide with another sequence.
    cites: [{source: label, level: primary}]
sources:
  - {id: label, kind: regulator, issued: 2020}
  - {id: forum, kind: lead, issued: 2024}
  - {id: agency, kind: regulator, issued: 2024}
  - {id: wide-2025, kind: article, issued: 2025-01-15, authors: [{family: Wide}],
     notices: [{kind: correction, date: 2025-05-30, source: notice, what: The hazard ratio changed.,
       read: false, cites: [{source: notice, level: lead}]}]}
  - {id: notice, kind: correction, issued: 2025-05-30}
  - {id: alps-2013, kind: article, issued: 2013-01-10, authors: [{family: Alpen, given: J}]}
  - {id: pooled-2024, kind: review, issued: 2024, authors: [{family: Pool}]}
""",
    "theme.yaml": """\
outcomes:
  - {id: sepsis-death-28d, name: Death from any cause by day 28, plain: dying within four weeks,
     condition: sepsis, timepoint: 28 days, better: lower, importance: patient-important}
  - {id: sepsis-death-90d, name: Death from any cause by day 90, plain: dying within 90 days,
     condition: sepsis, timepoint: 90 days, better: lower, importance: patient-important}
pools:
  - {id: pooled-all, source: pooled-2024, outcome: sepsis-death-28d, scope: all trials, main: true,
     isolates: true, k: 11, measure: OR, estimate: 0.73, interval: {low: 0.59, high: 0.9},
     cites: [{source: pooled-2024, level: abstract}]}
statuses:
  - {id: us-none, jurisdiction: US, authority: FDA, kind: not approved,
     what: The FDA has not approved it., cites: [{source: agency, level: primary}]}
  - {id: us-orphan, jurisdiction: US, authority: FDA, kind: orphan designation,
     what: An orphan designation since 2001., cites: [{source: agency, level: primary}]}
  - {id: us-vote, jurisdiction: US, authority: FDA, kind: committee vote, valid_from: 2024-12-04,
     what: The committee voted against listing it., cites: [{source: agency, level: primary}]}
  - {id: it-yes, jurisdiction: IT, authority: AIFA, kind: approval, what: Approved in Italy.,
     cites: [{source: label, level: primary}]}
  - {id: ca-no, jurisdiction: CA, authority: Health Canada, kind: approval, holds: false,
     what: Not on the Canadian register., cites: [{source: forum, level: lead}]}
  - {id: jp-ended, jurisdiction: JP, authority: PMDA, kind: approval, valid_from: 1999,
     valid_to: 2010-01-31, what: Approved in Japan from 1999 to 2010.,
     cites: [{source: label, level: primary}]}
claims:
  - id: sepsis-death
    text: Velotide alpha-2 reduces deaths in sepsis.
    kind: efficacy
    pico: {population: adults with sepsis, intervention: velotide, comparator: placebo,
      outcome: sepsis-death-28d}
    expects: benefit
    front: true
  - id: us-approved
    text: It is approved in the United States.
    kind: regulatory
    test: {status: {jurisdiction: US, what: approval, expect: in force}}
""",
    "studies/grand.yaml": """\
id: grand
name: GRAND
design: randomised trial
blinding: double-blind
control: placebo
population: {text: Adults with sepsis, condition: sepsis, centres: 22}
arms:
  - {id: drug, role: treated, text: velotide, randomised: 552, analysed: 542}
  - {id: placebo, role: control, text: saline, randomised: 554, analysed: 547}
randomised: 1106
analysed: 1089
isolates: true
reports: [{source: wide-2025, role: primary}]
risk_of_bias: {tool: none, overall: not assessable, reason: Abstract only.}
results:
  - id: death
    outcome: sepsis-death-28d
    timepoint: day 28
    analysis_set: modified intention to treat
    counts: [{arm: drug, events: 127, n: 542}, {arm: placebo, events: 132, n: 547}]
    cites: [{source: wide-2025, level: abstract}]
  - id: hr-original
    outcome: sepsis-death-28d
    timepoint: day 28
    analysis_set: modified intention to treat
    effect: {measure: HR, estimate: 0.99, interval: {low: 0.77, high: 1.27}}
    reported: [{statistic: p, value: 0.93, test: log-rank}]
    superseded_by: hr-corrected
    cites: [{source: wide-2025, level: abstract}]
  - id: hr-corrected
    outcome: sepsis-death-28d
    timepoint: day 28
    analysis_set: modified intention to treat
    effect: {measure: HR, estimate: 0.97, interval: {low: 0.76, high: 1.24}}
    reported: [{statistic: p, value: 0.82, test: log-rank}]
    valid_from: 2025-05-30
    cites: [{source: wide-2025, level: abstract}]
""",
    "studies/alps.yaml": """\
id: alps
name: ALPS
design: randomised trial
blinding: single-blind
control: usual care
population: {text: Adults with severe sepsis, condition: sepsis, centres: 6}
arms:
  - {id: drug, role: treated, text: velotide, randomised: 181, analysed: 181}
  - {id: usual, role: control, text: usual care, randomised: 180, analysed: 180}
randomised: 361
analysed: 361
isolates: true
reports: [{source: alps-2013, role: primary}]
risk_of_bias: {tool: none, overall: not assessable, reason: Abstract only.}
results:
  - id: death
    outcome: sepsis-death-28d
    timepoint: day 28
    analysis_set: intention to treat
    counts: [{arm: drug, events: 47, n: 181}, {arm: usual, events: 63, n: 180}]
    reported:
      - {statistic: percent, value: 26.0, arm: drug}
      - {statistic: percent, value: 35.0, arm: usual}
      - {statistic: p, value: 0.062, test: chi-square}
      - {statistic: p, value: 0.049, test: log-rank}
    cites: [{source: alps-2013, level: primary}]
  - id: death-90d-remembered
    outcome: sepsis-death-90d
    timepoint: day 90
    analysis_set: not reported
    summaries: [{arm: drug, percent: 30.0}, {arm: usual, percent: 44.0}]
    cites: [{source: alps-2013, level: recalled}]
""",
}


@pytest.fixture(scope="session")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """The dossier above, read from a real folder."""
    root: Path = tmp_path_factory.mktemp("velotide")
    for name, text in FOLDER.items():
        file = root / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return read(root, today=date(2026, 6, 1), cache=False)


@pytest.fixture(scope="session")
def judged(dossier: Dossier) -> tuple[Judged, ...]:
    """Its verdicts."""
    return judge_all(dossier)


Check = Callable[[str], Report]


@pytest.fixture(scope="session")
def check(dossier: Dossier, judged: tuple[Judged, ...]) -> Check:
    """Check a text against it."""
    return lambda text: check_text(text, dossier, judged, file="page.md")
