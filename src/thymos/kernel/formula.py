"""Columns of moderators from a formula, where the optional package formulaic is installed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.design import Design

# What may be called in a formula; all else that looks like a call is refused unread.
FUNCTIONS: tuple[str, ...] = ("C", "center", "scale", "poly")
_SIGNS = re.compile(r"[\w\s+*:/()^,~|-]*")


def from_formula(formula: str, data: Mapping[str, Sequence[object] | ArrayLike]) -> Design:
    """A design from a formula such as ``latitude * C(allocation)``; ``0 +`` drops the intercept.

    data: the moderators by name, one value a study. Needs the package formulaic, an optional
    extra (``pip install thymos[formula]``). Since that would run a formula as code, only names,
    operators and the functions in FUNCTIONS are let through. Rows with missing values are
    refused, not dropped. Raises ValueError when formulaic is absent or the formula is none.
    """
    _harmless(formula)
    try:
        import formulaic
        import pandas as pd
    except ImportError as error:
        raise ValueError(
            "formulas need the package formulaic: pip install 'thymos[formula]'"
        ) from error
    try:
        frame = pd.DataFrame({name: list(values) for name, values in data.items()})  # type: ignore[arg-type]
        matrix = formulaic.model_matrix(formula, frame, na_action="raise", context={})
        columns = np.asarray(matrix, dtype=np.float64)
        spec = matrix.model_spec
        slices = tuple(
            (str(term), tuple(range(place.start, place.stop)))
            for term, place in spec.term_slices.items()
        )
    except Exception as error:  # the parser's many exceptions become the kernel's one
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ValueError(f"cannot read formula {formula!r}: {first}") from error
    return Design(columns, tuple(str(name) for name in spec.column_names), slices)


def _harmless(formula: str) -> None:
    called = [name for name in re.findall(r"(\w+)\s*\(", formula) if name not in FUNCTIONS]
    if called or "__" in formula or not _SIGNS.fullmatch(formula):
        raise ValueError(
            f"cannot read formula {formula!r}: it may hold names, numbers, + - * : / ^ ( ) and "
            f"{', '.join(FUNCTIONS)}"
        )
