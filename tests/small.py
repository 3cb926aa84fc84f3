"""Small dossiers for tests: the numbers stand in the test, the frame around them here."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from thymos.dossier.index import Dossier
from thymos.dossier.read import read

HEAD: dict[str, Any] = {
    "schema_version": 1,
    "id": "small",
    "title": "Small",
    "subject": "drug",
    "compiled": "2026-01-31",
    "summary": "A compound that exists in tests only.",
}
DRUG: dict[str, Any] = {
    "id": "drug",
    "name": "Drug",
    "kind": "peptide",
    "role": "subject",
    "proforma": "[Acetyl]-GG",
    "described": "Made up.",
    "cites": [{"source": "paper", "level": "primary"}],
}
SOURCES = [
    {"id": "paper", "kind": "article", "issued": "2010"},
    {"id": "review", "kind": "review", "issued": "2020-06"},
    {"id": "agency", "kind": "regulator", "issued": "2012"},
    {"id": "news-1", "kind": "news", "issued": "2013"},
    {"id": "news-2", "kind": "news", "issued": "2014"},
    {"id": "page", "kind": "page"},
    {"id": "lead", "kind": "lead"},
]
DEATH: dict[str, Any] = {
    "id": "death",
    "name": "Death by day 28",
    "plain": "dying within four weeks",
    "condition": "sepsis",
    "timepoint": "28 days",
    "better": "lower",
    "importance": "patient-important",
}
CLAIM: dict[str, Any] = {
    "id": "lowers-death",
    "text": "The drug lowers mortality",
    "kind": "efficacy",
    "expects": "benefit",
    "pico": {
        "population": "adults",
        "intervention": "drug",
        "comparator": "placebo",
        "outcome": "death",
    },
}


def result(a: int, n1: int, c: int, n2: int, **more: object) -> dict[str, object]:
    """A result with events among n in the drug and in the placebo arm."""
    return {
        "id": "death",
        "outcome": "death",
        "timepoint": "28 days",
        "analysis_set": "intention to treat",
        "counts": [
            {"arm": "drug", "events": a, "n": n1},
            {"arm": "placebo", "events": c, "n": n2},
        ],
        "cites": [{"source": "paper", "level": "primary", "locator": "Table 2"}],
    } | more


def study(id: str, *results: Mapping[str, object], **more: object) -> dict[str, object]:
    """A double-blind placebo-controlled trial bearing the results given."""
    return {
        "id": id,
        "name": id.upper(),
        "design": "randomised trial",
        "blinding": "double-blind",
        "control": "placebo",
        "population": {"text": "Adults", "condition": "sepsis"},
        "arms": [
            {"id": "drug", "role": "treated", "text": "drug"},
            {"id": "placebo", "role": "control", "text": "saline"},
        ],
        "isolates": True,
        "reports": [{"source": "paper", "role": "primary"}],
        "risk_of_bias": {"tool": "RoB 2", "overall": "low", "reason": "Read in full."},
        "results": list(results),
    } | more


def pool(**more: object) -> dict[str, object]:
    """A published pooled result of randomised trials that isolate the compound."""
    return {
        "id": "review-all",
        "source": "review",
        "outcome": "death",
        "scope": "all",
        "main": True,
        "isolates": True,
        "measure": "RR",
        "cites": [{"source": "review", "level": "abstract"}],
    } | more


def open_small(
    folder: Path,
    *studies: Mapping[str, object],
    head: Mapping[str, object] = HEAD,
    **collections: object,
) -> Dossier:
    """Write a small dossier below a folder and read it back."""
    (folder / "studies").mkdir(parents=True, exist_ok=True)
    base: dict[str, object] = {
        "sources": SOURCES,
        "compounds": [DRUG],
        "outcomes": [DEATH],
        "claims": [CLAIM],
    }
    _write(folder / "dossier.yaml", dict(head))
    _write(folder / "base.yaml", base | collections)
    for one in studies:
        _write(folder / "studies" / f"{one['id']}.yaml", one)
    return read(folder, cache=False)


class _Plain(yaml.SafeDumper):
    """Writes a shared value out each time: dossiers know no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _write(path: Path, value: object) -> None:
    text = yaml.dump(value, Dumper=_Plain, sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
