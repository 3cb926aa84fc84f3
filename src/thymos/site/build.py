"""Writing a site: into a folder beside the old one, which it then replaces in one move.

A folder that thymos did not write is never replaced: a site carries a marker file.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from thymos.dossier.index import Dossier
from thymos.errors import OutputError
from thymos.evidence.explained import sections as explained
from thymos.evidence.sensitivity import sensitivity
from thymos.mechanism.answers import to_text
from thymos.site.render import page_html
from thymos.verdict.judge import Judged
from thymos.views import findings, references
from thymos.views.amounts import AmountsPage
from thymos.views.answers import Pool, Verdicts, Why
from thymos.views.comparison import ComparisonPage
from thymos.views.contents import Page, pages, shell
from thymos.views.history import HistoryView
from thymos.views.reading import Reading
from thymos.views.simulation import DATA, SimulationPage

MARKER = ".thymos-site"
STYLE = Path(__file__).parent / "static" / "style.css"
CALCULATOR = STYLE.with_name("dilute.js")
NO_OTHERS: Mapping[str, Dossier] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SiteReport:
    """Where the site is, how many pages it has, and how many files in all."""

    out: Path
    pages: int
    files: int


def build_site(
    dossier: Dossier,
    judged: tuple[Judged, ...],
    out: Path,
    others: Mapping[str, Dossier] = NO_OTHERS,
) -> SiteReport:
    """Write the whole site of a dossier into a folder, or leave everything as it was.

    others: dossiers that its compounds point to, for the comparison with look-alikes. The same
    dossiers give the same bytes. Raises OutputError in one line when the folder belongs to
    somebody else or cannot be written.
    """
    reading = Reading(dossier, judged, others)
    made = pages(reading)
    with replacing(Path(out)) as folder:
        files = dict(_files(reading, made))
        for path, text in files.items():
            put(folder / path, text)
    return SiteReport(Path(out), len(made), len(files))


def _files(reading: Reading, made: tuple[Page, ...]) -> Iterator[tuple[str, str]]:
    """Every file of the site with its text."""
    dossier, frame = reading.dossier, shell(reading)
    for page in made:
        yield page.path, page_html(page, frame)
        if isinstance(page.body, SimulationPage) and page.body.answers is not None:
            yield DATA, to_text(page.body.answers)
        if isinstance(page.body, AmountsPage):
            yield CALCULATOR.name, CALCULATOR.read_text("utf-8")
        if isinstance(page.body, ComparisonPage):
            yield "comparison.json", _json(page.body.as_json())
    yield "style.css", STYLE.read_text("utf-8")
    day = reading.day.isoformat()
    yield "claims.json", _json(Verdicts(dossier.head.id, day, reading.judged).as_json())
    for judged in reading.judged:
        yield f"claims/{judged.claim.id}.json", _json(Why(dossier, judged).as_json())
    for claim, history in reading.histories.items():
        view = HistoryView(dossier, history, reading.engine)
        yield f"claims/{claim}.history.json", _json(view.as_json())
    for outcome, (trials, _) in reading.syntheses.items():
        lines = sensitivity(dossier, trials)
        more = explained(dossier, trials)
        pool = Pool(trials.outcome.name, trials.pooling, trials, day, (), more, lines)
        yield f"outcomes/{outcome}.json", _json(pool.as_json())
        if (hangs := reading.fragilities[outcome]) is not None:
            yield f"outcomes/{outcome}.fragility.json", _json(dict(hangs.as_json()))
    yield "sources.ris", references.to_ris(dossier.sources.values())
    yield "sources.csl.json", references.to_csl(dossier.sources.values())
    yield "findings.csv", findings.to_csv(findings.findings_page(reading))
    yield "results.csv", references.to_csv(dossier)
    yield MARKER, _json({"dossier": dossier.head.id, "as_of": day, "digest": dossier.digest})


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def put(path: Path, text: str) -> None:
    """Write a file of a site, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A new folder to fill, which takes the place of `out` when all went well."""
    target = out.resolve()
    _refuse_strangers(out, target)
    folder: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = _beside(target)
        yield folder
        _swap(folder, target)
    except OSError as error:
        raise OutputError(f"cannot write the site to {out}: {error.strerror or error}") from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _refuse_strangers(out: Path, target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(f"cannot write the site to {out}: it is a file, not a folder")
    if any(target.iterdir()) and not (target / MARKER).is_file():
        raise OutputError(
            f"cannot write the site to {out}: the folder holds other things and is no site of "
            "thymos; name an empty or a new folder"
        )


def _beside(target: Path) -> Path:
    """A new hidden folder next to the target: on the same disk, so that a move is one step."""
    folder = target.parent / f".{target.name}-{secrets.token_hex(6)}"
    folder.mkdir()
    return folder


def _swap(folder: Path, target: Path) -> None:
    """Put `folder` in the place of `target`; should that fail, the old one comes back."""
    if not target.exists():
        folder.rename(target)
        return
    old = folder.with_name(f"{folder.name}-old")
    target.rename(old)
    try:
        folder.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
