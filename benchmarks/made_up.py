"""The head and the frame of a made-up dossier: shared by the benchmarks of reading and lint."""

HEAD = """\
schema_version: 1
id: made-up
title: Made up
subject: made-up
compiled: 2026-01-01
summary: A compound that exists in a benchmark only.
"""
BASE = """\
compounds:
  - id: made-up
    name: Made up
    kind: small molecule
    role: subject
    described: Made up.
    cites: [{source: paper, level: primary}]
sources:
  - {id: paper, kind: article, issued: 2020}
outcomes:
  - id: death-28d
    name: Death by day 28
    plain: dying within four weeks
    condition: sepsis
    timepoint: 28 days
    better: lower
    importance: patient-important
"""
