"""A small transformer that reads a sentence and says what sort of statement it makes.

Six-headed attention is no more than products of matrices, so that NumPy runs it: no framework
is needed to check a page. Weights are whole numbers from -127 to 127 with one scale a row. They
were trained by `tools/train_reader.py` on the labelled sentences of this project, starting from
MiniLM (Wang et al. 2020, arXiv:2002.10957; all-MiniLM-L6-v2, Apache License 2.0; see NOTICE).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from thymos.prose.frames.wordpiece import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = "reader.npz"
HEADS = 12
# Sentences that are read side by side; they are sorted by length, so that little is padded.
TOGETHER = 32
REMEMBERED = 20_000
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Reader:
    """The classes that it tells apart, its vocabulary, and its weights by name."""

    classes: tuple[str, ...]
    vocabulary: Vocabulary
    weights: dict[str, NDArray[np.float32]]
    layers: int
    kept: dict[str, NDArray[np.float32]] = field(default_factory=dict, repr=False)

    def shares(self, folded: Sequence[str]) -> NDArray[np.float32]:
        """How likely each class is, a row a sentence; sentences are folded and masked.

        What was read before is remembered: an editor sends the same page again and again.
        """
        import numpy as np

        new = [text for text in dict.fromkeys(folded) if text not in self.kept]
        if len(self.kept) + len(new) > REMEMBERED:
            self.kept.clear()
            new = list(dict.fromkeys(folded))
        self.kept.update(zip(new, self._shares(new), strict=True))
        return np.array([self.kept[text] for text in folded], dtype=np.float32)

    def _shares(self, folded: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        ids = [self.vocabulary.ids(text) for text in folded]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        out = np.zeros((len(ids), len(self.classes)), dtype=np.float32)
        for start in range(0, len(order), TOGETHER):
            rows = order[start : start + TOGETHER]
            out[rows] = self._read([ids[i] for i in rows])
        return out

    def _read(self, ids: list[list[int]]) -> NDArray[np.float32]:
        import numpy as np

        longest = max(map(len, ids))
        padded = np.zeros((len(ids), longest), dtype=np.int64)
        real = np.zeros((len(ids), longest), dtype=np.float32)
        for row, one in enumerate(ids):
            padded[row, : len(one)] = one
            real[row, : len(one)] = 1
        w = self.weights
        x = w["words"][padded] + w["places"][:longest]
        x = self._normal(x, "start")
        away = (1 - real)[:, None, None, :] * np.float32(-1e9)
        for layer in range(self.layers):
            x = self._layer(x, away, f"{layer}.")
        mean = (x * real[:, :, None]).sum(axis=1) / real.sum(axis=1, keepdims=True)
        scores = mean @ w["head.w"].T + w["head.b"]
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)

    def _layer(self, x: NDArray[Any], away: NDArray[Any], at: str) -> NDArray[Any]:
        import numpy as np

        batch, length, width = x.shape
        apart = (batch, length, HEADS, width // HEADS)
        q, k, v = (
            self._linear(x, at + name).reshape(apart).transpose(0, 2, 1, 3) for name in "qkv"
        )
        scores = q @ k.transpose(0, 1, 3, 2) / np.float32(math.sqrt(width // HEADS)) + away
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed = (scores @ v).transpose(0, 2, 1, 3).reshape(batch, length, width)
        x = self._normal(self._linear(mixed, at + "o") + x, at + "n1")
        inner = self._linear(x, at + "in")
        return self._normal(self._linear(_gelu(inner), at + "out") + x, at + "n2")

    def _linear(self, x: NDArray[Any], name: str) -> NDArray[Any]:
        # One product of two matrices: a stack of small ones takes a third longer.
        weights = self.weights[f"{name}.w"]
        flat: NDArray[Any] = x.reshape(-1, x.shape[-1]) @ weights.T
        flat += self.weights[f"{name}.b"]
        found: NDArray[Any] = flat.reshape(*x.shape[:-1], len(weights))
        return found

    def _normal(self, x: NDArray[Any], name: str) -> NDArray[Any]:
        import numpy as np

        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(_TINY))
        found: NDArray[Any] = (
            centred / spread * self.weights[f"{name}.w"] + self.weights[f"{name}.b"]
        )
        return found


def _gelu(x: NDArray[Any]) -> NDArray[Any]:
    """The tanh form of the Gaussian error unit (Hendrycks and Gimpel 2016, arXiv:1606.08415).

    Written as products in place: a power of an array takes longer than all the rest.
    """
    import numpy as np

    bent: NDArray[Any] = x * x
    bent *= np.float32(0.044715)
    bent += 1
    bent *= x
    bent *= np.float32(0.7978845608)
    np.tanh(bent, out=bent)
    bent += 1
    bent *= x
    bent *= np.float32(0.5)
    return bent


@lru_cache(maxsize=1)
def reader() -> Reader:
    """The reader that is shipped."""
    import numpy as np

    path = resources.files(__package__) / WEIGHTS
    with resources.as_file(path) as file, np.load(file, allow_pickle=False) as kept:
        weights = dict(_weights(kept))
        pieces = bytes(kept["pieces"]).decode("utf-8").split("\n")
        classes = tuple(bytes(kept["classes"]).decode("utf-8").split("\n"))
        layers = int(kept["layers"])
    return Reader(classes, Vocabulary({p: i for i, p in enumerate(pieces)}), weights, layers)


def _weights(kept: Any) -> Iterator[tuple[str, NDArray[np.float32]]]:
    import numpy as np

    for name in kept.files:
        if name.endswith(".scale") or name in ("pieces", "classes", "layers"):
            continue
        value = kept[name].astype(np.float32)
        if f"{name}.scale" in kept.files:
            value *= kept[f"{name}.scale"].astype(np.float32)[:, None]
        yield name, value
