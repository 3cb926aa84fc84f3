"""Identifiers of genes, proteins, processes, cells and compounds: form, known, in agreement.

Fails: `uniprot:P1490` (form), `go:0099999` (not in the table), `hgnc:6059` beside `uniprot:P06454`
in one part (the protein of another gene). Passes: `uniprot:P14902`. The forms are those that
identifiers.org prints; the table is `tables/identifiers.csv`. One that stands only outside the
table may be right all the same: it awaits a look, and is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.dossier.index import Dossier
from thymos.dossier.place import PathIn
from thymos.errors import Finding, Severity
from thymos.tables import rows

RULE = "identifier"

# UniProt: accession numbers of six or ten signs, as its help page prints them.
FORMS: tuple[tuple[str, str, str], ...] = (
    ("uniprot", r"[OPQ]\d[A-Z0-9]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z0-9]{2}\d){1,2}", "P14902"),
    ("hgnc", r"[1-9]\d{0,4}", "6059"),
    ("go", r"\d{7}", "0045066"),
    ("cl", r"\d{7}", "0000815"),
    ("chebi", r"[1-9]\d*", "135915"),
)


def identifiers(dossier: Dossier) -> Iterator[Finding]:
    """Identifiers of the mechanism whose form is wrong, or that the table does not hold."""
    for collection, record, path, curie, beside in _mentioned(dossier):
        told = problem(curie) or strange(curie, beside)
        if told is None:
            continue
        place = dossier.place(collection, record, path)
        expected, severity = told
        yield Finding(
            place.file, place.line, place.column, rule=RULE, severity=severity,
            field=".".join(str(step) for step in path), found=curie, expected=expected,
            reason=f"expected {expected}",
        )  # fmt: skip


def problem(curie: str) -> tuple[str, Severity] | None:
    """What an identifier should have been, and how much it matters; None for a known one.

    >>> problem("uniprot:P14902")
    >>> problem("uniprot:P1490")
    ('an identifier of the form uniprot:P14902', <Severity.ERROR: 'error'>)
    >>> problem("go:9999999")[0]
    'one that tables/identifiers.csv holds, or a look at the source'
    """
    prefix, _, name = curie.partition(":")
    form = next((row for row in FORMS if row[0] == prefix), None)
    if form is None:
        known = ", ".join(row[0] for row in FORMS)
        return f"a prefix among {known} before the colon", Severity.ERROR
    if not re.fullmatch(form[1], name):
        return f"an identifier of the form {prefix}:{form[2]}", Severity.ERROR
    if all(row["id"] != curie for row in rows("identifiers")):
        return "one that tables/identifiers.csv holds, or a look at the source", Severity.WARNING
    return None


def strange(curie: str, beside: tuple[str, ...]) -> tuple[str, Severity] | None:
    """What a protein should have been beside genes, none of which makes it; else None.

    >>> strange("uniprot:P06454", ("hgnc:6059", "uniprot:P06454"))
    ('uniprot:P14902, the protein of hgnc:6059', <Severity.ERROR: 'error'>)
    >>> strange("uniprot:P14902", ("hgnc:6059",)), strange("uniprot:P14902", ())
    (None, None)
    """
    genes = {row["id"]: row["same_as"] for row in rows("identifiers") if row["id"] in beside}
    named = {gene: protein for gene, protein in genes.items() if gene.startswith("hgnc:")}
    if not curie.startswith("uniprot:") or not named or curie in named.values():
        return None
    told = " or ".join(f"{protein}, the protein of {gene}" for gene, protein in named.items())
    return told, Severity.ERROR


def _mentioned(dossier: Dossier) -> Iterator[tuple[str, str, PathIn, str, tuple[str, ...]]]:
    """Every identifier with the collection, record and path where it stands, and those beside."""
    for edge in dossier.edges.values():
        for end in ("subject", "object"):
            beside = getattr(edge, end).ids
            for number, curie in enumerate(beside):
                yield "edges", edge.id, (end, "ids", number), curie, beside
        for number, curie in enumerate(edge.context.cell_ids):
            yield "edges", edge.id, ("context", "cell_ids", number), curie, ()
    for model in dossier.models.values():
        for i, state in enumerate(model.states):
            for j, meaning in enumerate(state.means):
                yield "models", model.id, ("states", i, "means", j, "id"), meaning.id, ()
