"""A spectrum while its file is still being read, and how it becomes one."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.identity.spectra.spectrum import (
    Analyser,
    Floats,
    Polarity,
    Precursor,
    Source,
    Spectrum,
    points,
)


@dataclass(slots=True)
class Draft:
    """What was read of a spectrum so far; `claimed` is how many points its header promises."""

    id: str = ""
    claimed: int | None = None
    level: int = 1
    polarity: Polarity | None = None
    profile: bool | None = None
    low: float | None = None
    high: float | None = None
    precursor_mz: float | None = None
    precursor_charge: int | None = None
    reach: float | None = None
    by_electrons: bool = False
    analyser: Analyser | None = None
    source: Source | None = None
    resolving_power: float | None = None
    seconds: float | None = None
    mz: Floats | None = None
    intensity: Floats | None = None

    def finished(self) -> Spectrum:
        """The spectrum. Raises ValueError for columns that do not fit, or impossible numbers."""
        if self.mz is None or self.intensity is None:
            if self.claimed:
                raise ValueError(f"{self.claimed:,} points are announced, none are there")
            mz, intensity = points([], [])
        else:
            mz, intensity = points(self.mz, self.intensity)
        if self.claimed is not None and self.claimed != mz.size:
            raise ValueError(f"{self.claimed:,} points are announced, {mz.size:,} are there")
        window = None
        if self.low is not None and self.high is not None and 0 < self.low < self.high:
            window = self.low, self.high
        return Spectrum(
            mz,
            intensity,
            id=self.id,
            level=self.level,
            polarity=self.polarity,
            profile=self.profile,
            window=window,
            precursor=self._precursor(),
            analyser=self.analyser,
            source=self.source,
            resolving_power=self.resolving_power,
            seconds=self.seconds,
        )

    def _precursor(self) -> Precursor | None:
        if self.precursor_mz is None or self.precursor_mz <= 0:
            return None
        charge = self.precursor_charge or None
        return Precursor(self.precursor_mz, charge, self.reach, self.by_electrons)
