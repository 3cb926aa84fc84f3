"""References of a dossier in the formats that reviewers use: RIS, CSL-JSON, CSV.

An empty field stays empty: no title is guessed, no date is made more precise than it is.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from thymos.dossier.index import Dossier
from thymos.records.source import Author, Source, SourceKind

_RIS_TYPES = (
    (SourceKind.ARTICLE, "JOUR"),
    (SourceKind.REVIEW, "JOUR"),
    (SourceKind.EDITORIAL, "JOUR"),
    (SourceKind.CORRECTION, "JOUR"),
    (SourceKind.PREPRINT, "UNPB"),
    (SourceKind.THESIS, "THES"),
    (SourceKind.NEWS, "NEWS"),
    (SourceKind.DATASET, "DATA"),
    (SourceKind.DATABASE, "DBASE"),
    (SourceKind.REGULATOR, "GOVDOC"),
    (SourceKind.LABEL, "GOVDOC"),
    (SourceKind.PAGE, "ELEC"),
)
_CSL_TYPES = (
    (SourceKind.ARTICLE, "article-journal"),
    (SourceKind.REVIEW, "article-journal"),
    (SourceKind.EDITORIAL, "article-journal"),
    (SourceKind.CORRECTION, "article-journal"),
    (SourceKind.PREPRINT, "article"),
    (SourceKind.THESIS, "thesis"),
    (SourceKind.NEWS, "article-newspaper"),
    (SourceKind.DATASET, "dataset"),
    (SourceKind.REGULATOR, "report"),
    (SourceKind.GUIDELINE, "report"),
)


def to_ris(sources: Iterable[Source]) -> str:
    """RIS, one record a source, lines ended as the format asks (CR LF).

    >>> from thymos.records.source import Source
    >>> print(to_ris([Source(id="a-2020", kind="article", issued="2020-05")]).replace("\\r", ""))
    TY  - JOUR
    ID  - a-2020
    PY  - 2020
    DA  - 2020/05//
    ER  -
    <BLANKLINE>
    """
    return "".join("".join(f"{line}\r\n" for line in _ris(source)) for source in sources)


def _ris(source: Source) -> Iterator[str]:
    yield f"TY  - {dict(_RIS_TYPES).get(source.kind, 'GEN')}"
    yield f"ID  - {source.id}"
    for author in source.authors:
        yield f"AU  - {_ris_name(author)}"
    for tag, value in (
        ("TI", source.title),
        ("T2", source.container),
        ("PY", source.issued[:4] if source.issued else None),
        ("DA", _ris_date(source)),
        ("VL", source.volume),
        ("IS", source.issue),
        ("SP", source.pages.split("-")[0].split("–")[0] if source.pages else None),
        ("EP", _last_page(source.pages)),
        ("PB", source.publisher),
        ("DO", source.doi),
        ("AN", source.pmid),
        ("C2", source.pmcid),
        ("UR", source.url),
        ("LA", source.language),
        ("N1", source.note),
    ):
        if value:
            yield f"{tag}  - {' '.join(value.split())}"
    yield "ER  - "


def _ris_name(author: Author) -> str:
    return ", ".join(part for part in (author.family, author.given) if part) or author.literal or ""


def _ris_date(source: Source) -> str | None:
    if not source.issued or source.issued.precision == "year":
        return None
    parts = [*source.issued.split("-"), "", ""][:3]
    return "/".join(parts) + "/"


def _last_page(pages: str | None) -> str | None:
    parts = (pages or "").replace("–", "-").split("-")
    return parts[1].strip() if len(parts) == 2 else None


def to_csl(sources: Iterable[Source]) -> str:
    """CSL-JSON, an array of items, sorted keys, for citation processors."""
    items = [_csl(source) for source in sources]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _csl(source: Source) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": source.id,
        "type": dict(_CSL_TYPES).get(source.kind, "document"),
    }
    if source.authors:
        item["author"] = [a.model_dump(exclude_none=True) for a in source.authors]
    if source.issued:
        item["issued"] = {"date-parts": [[int(part) for part in source.issued.split("-")]]}
    named = (
        ("title", source.title),
        ("container-title", source.container),
        ("volume", source.volume),
        ("issue", source.issue),
        ("page", source.pages),
        ("publisher", source.publisher),
        ("language", source.language),
        ("DOI", source.doi),
        ("PMID", source.pmid),
        ("PMCID", source.pmcid),
        ("URL", source.url),
        ("note", source.note),
    )
    return item | {key: value for key, value in named if value}


RESULT_COLUMNS = (
    "study", "result", "outcome", "timepoint", "analysis_set", "subgroup", "arm", "role",
    "events", "n", "mean", "sd", "percent", "median", "measure", "estimate", "ci_low", "ci_high",
    "level", "source", "locator", "admissible", "keep_out",
)  # fmt: skip


def to_csv(dossier: Dossier) -> str:
    """Every extracted result, one row an arm (or an effect), with its provenance."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, RESULT_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in _result_rows(dossier):
        writer.writerow({key: csv_safe(value) for key, value in row.items()})
    return out.getvalue()


def _result_rows(dossier: Dossier) -> Iterator[dict[str, Any]]:
    for study, result in dossier.results():
        roles = {arm.id: arm.role for arm in study.arms}
        part = result.subgroup
        common = {
            "study": study.id,
            "result": result.id,
            "outcome": result.outcome,
            "timepoint": result.timepoint,
            "analysis_set": result.analysis_set,
            "subgroup": f"{part.factor} {part.level}" if part else None,
            "level": result.cites[0].level.value,
            "source": result.cites[0].source,
            "locator": result.cites[0].locator,
            "admissible": "yes" if result.admissible else "no",
            "keep_out": result.keep_out,
        }
        for rows in (result.counts, result.means, result.summaries):
            for row in rows:
                shown = row.model_dump(include=set(RESULT_COLUMNS) - {"level"})
                yield common | shown | {"role": roles.get(row.arm)}
        if result.effect is not None:
            e = result.effect
            limits = e.interval
            yield common | {
                "measure": e.measure,
                "estimate": e.estimate,
                "ci_low": limits.low if limits else None,
                "ci_high": limits.high if limits else None,
            }


def csv_safe(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula is written with a leading apostrophe."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value
