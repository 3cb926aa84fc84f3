"""Every defensible analysis of one question: the choices declared, crossed, told, calibrated.

`material` gathers what can be chosen; `cross` makes every different analysis once; `carried`
tells which choice moves them; `no_effect` and `calibration` tell what the same choices make of
studies in which nothing works. Methods: `docs/methods/multiverse.md`.
"""

from thymos.evidence.multiverse.calibration import (
    SETS,
    Calibration,
    NoEffect,
    calibration,
    no_effect,
)
from thymos.evidence.multiverse.crossing import Crossed, Impossible, cross, null_of
from thymos.evidence.multiverse.dimensions import Choice, Dimension, Material, Uncrossed, Zeros
from thymos.evidence.multiverse.material import Reading, assemble, material
from thymos.evidence.multiverse.variance import ByChoice, Carried, carried

__all__ = [
    "SETS",
    "ByChoice",
    "Calibration",
    "Carried",
    "Choice",
    "Crossed",
    "Dimension",
    "Impossible",
    "Material",
    "NoEffect",
    "Reading",
    "Uncrossed",
    "Zeros",
    "assemble",
    "calibration",
    "carried",
    "cross",
    "material",
    "no_effect",
    "null_of",
]
