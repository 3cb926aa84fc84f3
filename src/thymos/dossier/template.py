"""The files of a new dossier: one of everything that a first reading needs, and sound.

Nothing in them is evidence: the study and its result say that they are examples.
"""

from __future__ import annotations

FILES: tuple[tuple[str, str], ...] = (
    (
        "dossier.yaml",
        """\
# The head: what the dossier is about, and the day up to which you gathered records.
schema_version: 1
id: {name}
title: {title}
subject: {name}  # the id of a compound in identity.yaml
compiled: {today}
summary: Say in one plain sentence what it is.
""",
    ),
    (
        "identity.yaml",
        """\
# Every file but dossier.yaml and those in studies/ is a mapping from collections to records.
compounds:
  - id: {name}
    name: {title}
    kind: small molecule  # or peptide, biological product, extract
    role: subject  # things it is confused with are look-alikes
    described: Say in one or two plain sentences what it is.
    # Every figure and statement has a source, a place in it, and how it was verified there.
    cites:
      - {{source: example-source, level: lead}}
""",
    ),
    (
        "sources.yaml",
        """\
# What was read. A field that you do not know stays away: never guess one.
sources:
  - id: example-source
    kind: article
    read_as: nothing yet
    note: An example; replace it by a source that you read.
    # title: The title as printed
    # authors: [{{family: Surname, given: A.}}]
    # issued: 2020-05  # as precisely as known: 2020, 2020-05 or 2020-05-17
    # doi: 10.1000/example
""",
    ),
    (
        "outcomes.yaml",
        """\
# What is measured, in whom, at what time. Only results of one outcome are pooled.
outcomes:
  - id: example-death-28d
    name: Death within 28 days
    plain: dying within four weeks
    condition: example-condition
    timepoint: 28 days
    better: lower
    importance: patient-important
""",
    ),
    (
        "claims.yaml",
        """\
# What people say. A claim never says its own verdict: that is computed from the records.
claims:
  - id: example-claim
    text: {title} lowers death within 28 days in the example condition.
    kind: efficacy
    pico:
      population: people with the example condition
      intervention: {title}
      comparator: usual care
      outcome: example-death-28d
      measure: RR
    expects: benefit
""",
    ),
    (
        "studies/example-study.yaml",
        """\
# One study a file.
id: example-study
name: An example, not a study
design: randomised trial
blinding: not reported
control: usual care
population:
  text: Nobody; replace this file by the first study that you read.
  condition: example-condition
arms:
  - {{id: treated, role: treated, text: the compound}}
  - {{id: control, role: control, text: usual care}}
isolates: true
reports:
  - {{source: example-source, role: primary}}
risk_of_bias:
  tool: none
  overall: not assessable
  reason: An example; nothing was read.
# Once the report has been read, in place of risk_of_bias:
# appraisals:
#   - tool: RoB 2
#     answers:
#       - {{question: 1.2, answer: Y, reason: Sealed envelopes., cites: [...]}}
#     unread: which questions stay open, and why
#     signed_by: []
results:
  - id: death-28d
    outcome: example-death-28d
    timepoint: 28 days
    analysis_set: not reported
    statement: An example; nothing was extracted.
    # counts:
    #   - {{arm: treated, events: 0, n: 1}}
    #   - {{arm: control, events: 0, n: 1}}
    cites:
      - {{source: example-source, locator: Table 2, level: lead}}
    keep_out: an example, not a result
""",
    ),
)
