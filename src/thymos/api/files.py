"""What is written: files whole or not at all, plots, a new dossier."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from thymos.errors import Finding, Severity
from thymos.views.answers import Pool

if TYPE_CHECKING:
    from thymos.views.certificate import CertificateView
    from thymos.views.fragility import FragilityView
    from thymos.views.identify import SpectrumView
    from thymos.views.simulate import Simulated


def write_plots(view: Pool, folder: str | Path) -> tuple[Path, ...]:
    """Write every plot that a pooling allows into a folder, as SVG; returns the files.

    Raises OutputError.
    """
    from thymos.dossier.write import write_into
    from thymos.views.figures import figures

    if view.pooling is None:
        return ()
    drawn = figures(view.title, view.pooling, view.sections)
    return write_into(Path(folder), ((f"{name}.svg", svg) for name, svg in drawn))


def expect_folder(folder: str | Path) -> None:
    """Raise before long work whose files could not be written: OutputError, UsageError for ''."""
    from thymos.dossier.write import expect_folder as expect
    from thymos.errors import UsageError

    if not str(folder):
        raise UsageError("expected a folder to write into, found an empty name")
    expect(Path(folder))


def write_simulated(view: Simulated, folder: str | Path) -> tuple[Path, ...]:
    """Write what a model answered into a folder, as JSON and SVG; returns the files.

    Raises OutputError.
    """
    from thymos.dossier.write import write_into
    from thymos.views.courses import files as files_of

    return write_into(Path(folder), files_of(view))


def write_figures(view: FragilityView, folder: str | Path) -> tuple[Path, ...]:
    """Write the drawings of what an answer hangs on into a folder, as SVG; returns the files.

    Raises OutputError.
    """
    from thymos.dossier.write import write_into
    from thymos.views.fragility_figures import figures

    return write_into(Path(folder), ((f"{name}.svg", svg) for name, svg in figures(view)))


def write_spectrum(view: SpectrumView | CertificateView, path: str | Path) -> None:
    """Write the annotated spectrum of an answer as SVG. Raises UsageError, OutputError."""
    from thymos.errors import UsageError
    from thymos.views.spectrum_drawn import svg

    if view.kind != "spectrum":
        raise UsageError("a certificate has no spectrum to draw")
    write_text(path, svg(view))


def counts_as_failure(findings: Iterable[Finding]) -> bool:
    """Whether a linter should exit with 1: any error or warning; notes do not count."""
    return any(finding.severity is not Severity.NOTE for finding in findings)


def write_text(path: str | Path, text: str | bytes) -> None:
    """Write a file whole or not at all. Raises OutputError."""
    from thymos.dossier.write import write_atomic

    write_atomic(Path(path), text)


def new(name: str, parent: str | Path = ".") -> Path:
    """Scaffold a dossier; returns its folder. Raises UsageError, OutputError."""
    from thymos.dossier.write import scaffold

    return scaffold(name, Path(parent))
