"""A small sound dossier as text, and a fixture that writes what a test changes in it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from thymos.dossier.index import Dossier
from thymos.dossier.read import read
from thymos.errors import DossierError

TODAY = date(2026, 6, 1)

SMALL = {
    "dossier.yaml": """\
schema_version: 1
id: testin
title: Testin
subject: testin
compiled: 2026-05-31
summary: A compound that exists in tests only.
""",
    "base.yaml": """\
compounds:
  - id: testin
    name: Testin
    kind: small molecule
    role: subject
    described: Made up.
    cites: [{source: trial-2020, level: primary}]
sources:
  - {id: trial-2020, kind: article, issued: 2020-03-15}
  - {id: later-2023, kind: article, issued: 2023}
outcomes:
  - id: death-28d
    name: Death by day 28
    plain: dying within four weeks
    condition: sepsis
    timepoint: 28 days
    better: lower
    importance: patient-important
""",
    "studies/one.yaml": """\
id: one
name: ONE
design: randomised trial
blinding: double-blind
control: placebo
population: {text: Adults, condition: sepsis}
arms:
  - {id: drug, role: treated, text: testin, randomised: 100}
  - {id: placebo, role: control, text: saline, randomised: 100}
isolates: true
reports:
  - {source: trial-2020, role: primary}
risk_of_bias: {tool: none, overall: not assessable, reason: Abstract only.}
results:
  - id: death-28d
    outcome: death-28d
    timepoint: 28 days
    analysis_set: intention to treat
    counts:
      - {arm: drug, events: 10, n: 100}
      - {arm: placebo, events: 20, n: 100}
    cites:
      - {source: trial-2020, locator: Table 2, level: primary}
""",
}

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory):
    """No test reads or writes the user's cache."""
    monkeypatch.setenv("THYMOS_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.delenv("THYMOS_NO_CACHE", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Write:
    """Write the small dossier with some files added, replaced, or (None) left out."""

    def write(files: dict[str, str | bytes | None] | None = None, **changes: str) -> Path:
        root = tmp_path / "testin"
        for name, text in {**SMALL, **(files or {})}.items():
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                if file.is_file():
                    file.unlink()
            else:
                file.write_bytes(text.encode() if isinstance(text, str) else text)
        return root

    return write


@pytest.fixture
def dossier(folder: Write) -> Callable[..., Dossier]:
    """The small dossier, changed and read."""
    return lambda files=None: read(folder(files), today=TODAY)


@pytest.fixture
def told(folder: Write) -> Callable[..., list[str]]:
    """What reading the changed dossier complains about, one line a finding."""

    def complaints(files: dict[str, str | bytes | None]) -> list[str]:
        with pytest.raises(DossierError) as caught:
            read(folder(files), today=TODAY)
        return str(caught.value).splitlines()

    return complaints


@pytest.fixture
def study() -> Callable[[str, str], dict[str, str]]:
    """The small dossier's study with one piece of its text replaced."""

    def changed(old: str, new: str) -> dict[str, str]:
        text = SMALL["studies/one.yaml"]
        assert text.count(old) >= 1, old
        return {"studies/one.yaml": text.replace(old, new, 1)}

    return changed
