"""Findings as SARIF 2.1.0 (OASIS, 2020), which code hosts and editors read.

Columns count characters (`unicodeCodePoints`). A fingerprint is made of rule, sentence and
stretch, so that a finding keeps it when lines move; equal findings of a page are numbered.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator

from thymos.dossier.index import Dossier
from thymos.errors import Finding
from thymos.prose.desk import Examined
from thymos.prose.offsets import Offsets
from thymos.prose.rulebook import RULEBOOK, rule_text
from thymos.version import VERSION as PROGRAM
from thymos.views.checked import address, citations, told

VERSION = "2.1.0"
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "thymosSentence/v1"
# Where the rules are explained, in the folder of the program's documentation.
DOCS = "docs/methods/check.md#rules"

Json = dict[str, object]


def render_sarif(pages: Iterable[Examined], dossiers: tuple[Dossier, ...]) -> Iterator[str]:
    """One run with all pages. Memory holds the findings, never the pages."""
    yield json.dumps(sarif(pages, dossiers), ensure_ascii=False, indent=2) + "\n"


def sarif(pages: Iterable[Examined], dossiers: tuple[Dossier, ...]) -> Json:
    """The log as a value."""
    results = [result for page in pages for result in _results(page, dossiers)]
    used = {str(result["ruleId"]) for result in results}
    rules = [text.id for text in RULEBOOK]
    rules += sorted(used.difference(rules))
    for result in results:
        result["ruleIndex"] = rules.index(str(result["ruleId"]))
    driver = {
        "name": "thymos",
        "semanticVersion": PROGRAM,
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "properties": {
            "dossiers": [{"id": d.head.id, "asOf": d.day.isoformat()} for d in dossiers],
            "silence": "Silence is not endorsement: unflagged text was not shown to be true.",
        },
        "results": results,
    }
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def _rule(rule: str) -> Json:
    text = rule_text(rule)
    return {
        "id": text.id,
        "shortDescription": {"text": text.short},
        "fullDescription": {"text": text.help},
        "help": {
            "text": f"{text.help} How prose is checked: {DOCS}",
            "markdown": f"{text.help} [How prose is checked]({DOCS})",
        },
        "defaultConfiguration": {"level": text.severity.value},
    }


def _results(page: Examined, dossiers: tuple[Dossier, ...]) -> Iterator[Json]:
    places, seen = Offsets(page.sheet.text), Counter[str]()
    reasons = [(one.finding, one.reason) for one in page.allowed]
    rest = [(finding, None) for finding in (*page.findings, *page.omissions)]
    for finding, reason in [*rest, *reasons]:
        mark = _fingerprint(finding)
        result = _result(finding, dossiers, places, offsets=page.sheet.is_its_file)
        result["partialFingerprints"] = {FINGERPRINT: f"{mark}:{seen[mark]}"}
        seen[mark] += 1
        if reason is not None:
            result["suppressions"] = [{"kind": "inSource", "justification": reason}]
        yield result


def _result(
    finding: Finding, dossiers: tuple[Dossier, ...], places: Offsets, *, offsets: bool
) -> Json:
    cited = citations(dossiers, finding.sources)
    physical: Json = {"artifactLocation": {"uri": address(finding.file)}}
    region = _region(finding, places, offsets=offsets)
    if region is not None:
        physical["region"] = region
    related = [
        {
            "id": number,
            "message": {"text": one.label},
            "physicalLocation": {"artifactLocation": {"uri": one.url}},
        }
        for number, one in enumerate(cited)
        if one.url
    ]
    return {
        "ruleId": finding.rule,
        "level": finding.severity.value,
        "message": {"text": told(finding, cited)},
        "locations": [{"physicalLocation": physical}],
        "relatedLocations": related,
        "properties": {
            key: value
            for key, value in finding.as_dict().items()
            if key in ("text", "found", "expected", "claim", "sources", "suggestion")
            and value is not None
        },
    }


def _region(finding: Finding, places: Offsets, *, offsets: bool) -> Json | None:
    span = places.span(finding)
    if span is None:
        return None
    start, end = span
    region: Json = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "snippet": {"text": places.text[start:end]},
    }
    if offsets:
        region |= {"charOffset": start, "charLength": end - start}
    if finding.end_line is not None and finding.end_column is not None:
        region |= {"endLine": finding.end_line, "endColumn": finding.end_column}
    return region


def _fingerprint(finding: Finding) -> str:
    words = " ".join((finding.text or finding.reason).split())
    held = "\x1f".join((finding.rule, words, finding.found or ""))
    return hashlib.sha256(held.encode("utf-8", "surrogatepass")).hexdigest()[:32]
