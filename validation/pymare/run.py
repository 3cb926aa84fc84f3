"""Pin what PyMARE answers for the series in validation/series.json.

usage: python validation/pymare/run.py

Writes tests/rivals/pymare.json; tests/rivals compares thymos with it. An empty diff says that
nothing has moved.
"""

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pymare
from pymare.estimators import (
    DerSimonianLaird,
    Hedges,
    VarianceBasedLikelihoodEstimator,
    WeightedLeastSquares,
)

HERE = Path(__file__).resolve().parent
PINS = HERE.parents[1] / "tests" / "rivals" / "pymare.json"
METHODS: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("CE", WeightedLeastSquares, {}),
    ("DL", DerSimonianLaird, {}),
    ("HE", Hedges, {}),
    ("ML", VarianceBasedLikelihoodEstimator, {"method": "ml"}),
    ("REML", VarianceBasedLikelihoodEstimator, {"method": "reml"}),
)


def answers(y: list[float], v: list[float]) -> dict[str, dict[str, float]]:
    """Every quantity that both packages give, by thymos' name of method and field."""
    data = pymare.Dataset(y=np.array(y)[:, None], v=np.array(v)[:, None])
    found = {}
    for name, estimator, options in METHODS:
        plain = estimator(small_sample_correction="wald", **options).fit_dataset(data).summary()
        hartung = (
            estimator(small_sample_correction="knapp-hartung", **options)
            .fit_dataset(data)
            .summary()
        )
        found[name] = {
            "tau2": float(np.ravel(plain.tau2)[0]) if name != "CE" else 0.0,
            "estimate": float(np.ravel(plain.fe_params)[0]),
            "se": float(np.ravel(plain.fe_se)[0]),
            "se_knha": float(np.ravel(hartung.fe_se)[0]),
        }
        if name == "REML":
            stats = plain.get_re_stats()
            found[name]["tau2_low"] = float(np.ravel(stats["ci_l"])[0])
            found[name]["tau2_high"] = float(np.ravel(stats["ci_u"])[0])
    return found


def main() -> None:
    """Ask for every series and write the pins."""
    warnings.simplefilter("ignore")
    series = json.loads((HERE.parent / "series.json").read_text(encoding="utf-8"))
    pins = {
        "rival": "PyMARE",
        "version": pymare.__version__,
        "answers": {name: answers(one["y"], one["v"]) for name, one in series.items()},
    }
    PINS.write_text(json.dumps(pins, indent=1) + "\n", encoding="utf-8")
    print(f"{len(series)} series x {len(METHODS)} methods, PyMARE {pymare.__version__}")


if __name__ == "__main__":
    main()
