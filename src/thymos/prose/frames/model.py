"""A linear model over the features of a sentence: its classes, their shares, and why.

Logistic regression with one weight a feature and class; trained by `tools/train_frames.py` on
the sentences in `benchmarks/prose/training`, and kept beside this file.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from thymos.prose.frames.features import features

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = "weights.npz"


@dataclass(frozen=True, slots=True)
class Model:
    """Classes, the place of each feature, and one row of weights a feature."""

    classes: tuple[str, ...]
    places: dict[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def shares(self, masked: str) -> dict[str, float]:
        """How likely each class is, for a folded and masked sentence; they add up to 1."""
        places = [place for f in features(masked) if (place := self.places.get(f)) is not None]
        scale = 1 / math.sqrt(len(places)) if places else 0.0
        scores = (self.weights[places].sum(axis=0) * scale + self.bias).tolist()
        top = max(scores)
        raised = [math.exp(score - top) for score in scores]
        total = sum(raised)
        return {name: one / total for name, one in zip(self.classes, raised, strict=True)}

    def because(self, masked: str, name: str, count: int = 5) -> tuple[str, ...]:
        """The features of a sentence that speak most for a class."""
        column = self.classes.index(name)
        found = [(float(self.weights[p, column]), f) for f in features(masked)
                 if (p := self.places.get(f)) is not None]  # fmt: skip
        return tuple(f for weight, f in sorted(found, reverse=True)[:count] if weight > 0)


@lru_cache(maxsize=1)
def model() -> Model:
    """The model that is shipped."""
    import numpy as np

    path = resources.files(__package__) / WEIGHTS
    with resources.as_file(path) as file, np.load(file, allow_pickle=False) as kept:
        weights = kept["weights"].astype(np.float32) * kept["scale"].astype(np.float32)
        names = str(kept["features"]).split("\n")
        classes = tuple(str(kept["classes"]).split("\n"))
        bias = kept["bias"].astype(np.float32)
    return Model(classes, {name: place for place, name in enumerate(names)}, weights, bias)
