"""A site of several dossiers: each in its folder, a catalogue in front, an index of words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from thymos.dossier.index import Dossier
from thymos.site.build import MARKER, STYLE, SiteReport, build_site, put, replacing
from thymos.site.render import environment
from thymos.verdict.judge import Judged
from thymos.views.catalogue import Catalogue
from thymos.views.shelf_index import index_pages


def build_library(
    dossiers: Sequence[tuple[Dossier, tuple[Judged, ...]]], view: Catalogue, out: Path
) -> SiteReport:
    """Write the sites of all dossiers below a folder, with a catalogue and an index of words.

    The same dossiers give the same bytes. Raises OutputError as `build_site` does.
    """
    letters = index_pages(dossier for dossier, _ in dossiers)
    made: dict[str, str] = {
        "style.css": STYLE.read_text("utf-8"),
        "catalogue.json": json.dumps(view.as_json(), ensure_ascii=False, indent=1) + "\n",
        "index.html": _page("catalogue", root="", view=view),
        "search/index.html": _page("search_index", root="../", letters=letters),
        MARKER: json.dumps({"dossiers": [entry.dossier for entry in view.entries]}) + "\n",
    }
    for page in letters:
        made[page.path] = _page("search_letter", root="../", letters=letters, view=page)
    others = {dossier.head.id: dossier for dossier, _ in dossiers}
    with replacing(Path(out)) as folder:
        for path, text in made.items():
            put(folder / path, text)
        below = [build_site(d, judged, folder / d.head.id, others) for d, judged in dossiers]
    pages = sum(path.endswith(".html") for path in made)
    return SiteReport(
        Path(out),
        pages + sum(report.pages for report in below),
        len(made) + sum(report.files for report in below),
    )


def _page(template: str, **given: object) -> str:
    return environment().get_template(f"{template}.html").render(template=template, **given)
