"""Pin what PyMetaAnalysis answers for the series in validation/series.json.

usage: python validation/pymetaanalysis/run.py

Needs `pip install PyMetaAnalysis`, which is not among the developer tools; without it, it says so
and leaves the pins as they are. Writes tests/rivals/pymetaanalysis.json; tests/rivals compares
thymos with it. An empty diff says that nothing has moved.
"""

import json
import warnings
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PINS = HERE.parents[1] / "tests" / "rivals" / "pymetaanalysis.json"
# thymos' name and theirs; None is the common effect.
METHODS: tuple[tuple[str, str | None], ...] = (
    ("CE", None),
    ("DL", "DL"),
    ("PM", "PM"),
    ("REML", "REML"),
)


def answers(y: list[float], v: list[float]) -> dict[str, dict[str, Any]]:
    """Every quantity that both packages give, by thymos' name of method and field."""
    return {name: one(y, v, theirs) for name, theirs in METHODS}


def one(y: list[float], v: list[float], method: str | None) -> dict[str, Any]:
    """One method: pooling, limits of tau2, leaving out, adding up."""
    from meta_analyze import meta_analysis

    options: dict[str, Any] = (
        {"model": "common"} if method is None else {"model": "random", "tau2_method": method}
    )
    fit = meta_analysis(effect=y, variance=v, **options)
    heterogeneity = fit.heterogeneity
    found = {
        "tau2": fit.tau2,
        "estimate": fit.estimate,
        "se": fit.standard_error,
        "ci_low": fit.ci_low,
        "ci_high": fit.ci_high,
        "Q": heterogeneity.q,
        "Q_p": heterogeneity.pvalue,
    }
    if method is None:
        return {name: value for name, value in found.items() if name != "tau2"}
    profile = fit.tau2_confidence_interval()
    left = fit.leave_one_out().table
    for word, test in (("hartung_knapp", "knha"), ("hartung_knapp_adhoc", "adhoc")):
        other = meta_analysis(effect=y, variance=v, ci_method=word, **options)
        found |= {f"se_{test}": other.standard_error, f"ci_low_{test}": other.ci_low}
    return found | {
        "tau2_low": profile.ci_low,
        "tau2_high": profile.ci_high,
        "prediction_low": fit.prediction_interval[0],
        "prediction_high": fit.prediction_interval[1],
        "left_estimate": left["estimate"].tolist(),
        "left_tau2": left["tau2"].tolist(),
    }


def asymmetry(y: list[float], v: list[float]) -> dict[str, float]:
    """Egger's and Begg's tests, trim and fill around the common effect."""
    from meta_analyze import meta_analysis

    fit = meta_analysis(effect=y, variance=v, model="common")
    egger, begg = fit.egger_test(), fit.begg_test()
    found = {
        "egger": egger.statistic,
        "egger_p": egger.pvalue,
        "egger_limit": egger.limit_estimate,
        "begg_tau": begg.tau,
        "begg_p": begg.pvalue,
    }
    for kind in ("L0", "R0"):
        filled = fit.trim_and_fill(estimator=kind)
        found |= {f"{kind}_missing": filled.k0, f"{kind}_estimate": filled.adjusted_estimate}
    return {name: float(value) for name, value in found.items()}


def main() -> None:
    """Ask for every series and write the pins."""
    if find_spec("meta_analyze") is None:
        print("PyMetaAnalysis: NOT COMPARED, it is not installed; the pins stay as they are")
        return
    warnings.simplefilter("ignore")
    series = json.loads((HERE.parent / "series.json").read_text(encoding="utf-8"))
    pins = {
        "rival": "PyMetaAnalysis",
        "version": version("PyMetaAnalysis"),
        "answers": {name: answers(s["y"], s["v"]) for name, s in series.items()},
        "asymmetry": {name: asymmetry(s["y"], s["v"]) for name, s in series.items()},
    }
    PINS.write_text(json.dumps(pins, indent=1) + "\n", encoding="utf-8")
    print(f"{len(series)} series x {len(METHODS)} methods, PyMetaAnalysis {pins['version']}")


if __name__ == "__main__":
    main()
