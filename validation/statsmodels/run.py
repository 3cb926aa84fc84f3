"""Pin what statsmodels answers for the series in validation/series.json.

usage: python validation/statsmodels/run.py

Writes tests/rivals/statsmodels.json; tests/rivals compares thymos with it. An empty diff says
that nothing has moved.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import statsmodels
from statsmodels.stats.meta_analysis import combine_effects

HERE = Path(__file__).resolve().parent
PINS = HERE.parents[1] / "tests" / "rivals" / "statsmodels.json"
# thymos' name and theirs. The rule by which the iteration stops is 1e-5, tightened here; below
# 1e-11 its answer for the BCG trials is 0 (see README.md).
METHODS: tuple[tuple[str, str, dict[str, float]], ...] = (
    ("DL", "chi2", {}),
    ("PM", "iterated", {"atol": 1e-10, "maxiter": 1000}),
)


def answers(y: list[float], v: list[float]) -> dict[str, dict[str, float]]:
    """Every quantity that both packages give, by thymos' name of method and field."""
    found = {}
    for name, theirs, options in METHODS:
        result = combine_effects(np.array(y), np.array(v), method_re=theirs, **options)
        found[name] = {
            "tau2": float(result.tau2),
            "estimate": float(result.mean_effect_re),
            "se": float(result.sd_eff_w_re),
            "se_knha": float(result.sd_eff_w_re_hksj),
            "Q": float(result.q),
            "estimate_CE": float(result.mean_effect_fe),
            "se_CE": float(result.sd_eff_w_fe),
        }
    return found


def main() -> None:
    """Ask for every series and write the pins."""
    warnings.simplefilter("ignore")
    series = json.loads((HERE.parent / "series.json").read_text(encoding="utf-8"))
    pins = {
        "rival": "statsmodels",
        "version": statsmodels.__version__,
        "answers": {name: answers(one["y"], one["v"]) for name, one in series.items()},
    }
    PINS.write_text(json.dumps(pins, indent=1) + "\n", encoding="utf-8")
    print(f"{len(series)} series x {len(METHODS)} methods, statsmodels {statsmodels.__version__}")


if __name__ == "__main__":
    main()
