"""R's bayesmeta on the series of validation/series.json, pinned with a fine grid of its own."""

import json
from pathlib import Path

import numpy as np
import pytest

from thymos.kernel import (
    credible,
    half_cauchy,
    half_normal,
    posterior,
    rhodes,
    turner,
    uniform,
)

HERE = Path(__file__).resolve().parent
SERIES = json.loads((HERE.parents[1] / "validation" / "series.json").read_text(encoding="utf-8"))
PINS = json.loads((HERE / "bayesmeta.json").read_text(encoding="utf-8"))
PRIORS = {
    "half_normal": (half_normal(0.5), None),
    "half_cauchy": (half_cauchy(0.5), (0.0, 4.0)),
    "turner": (turner("mortality", "drug-control"), None),
    "rhodes": (rhodes("mental-health", "drug-control"), None),
    "uniform": (uniform(), None),
}
# Its tau is by adaptive quadrature; its mixtures are off by what their grid allows (delta 1e-3).
TAU, MIXTURE = 2e-7, 1e-3
GRID = [(series, prior) for series in PINS["answers"] for prior in PRIORS]


def fitted(series, prior):
    about, mean_prior = PRIORS[prior]
    return posterior(SERIES[series]["y"], SERIES[series]["v"], about, mean_prior=mean_prior)


def five(distribution):
    middle = float(distribution.quantile(0.5))
    return [middle, distribution.mean, distribution.sd, *credible(distribution)]


def test_the_grid_is_whole():
    assert PINS["version"]
    assert len(GRID) == 25
    silent = [pair for pair in GRID if isinstance(PINS["answers"][pair[0]][pair[1]], str)]
    # With the log-t prior its own integration stops with an error, in every series.
    assert silent == [(series, "rhodes") for series in PINS["answers"]]


@pytest.mark.parametrize(("series", "prior"), GRID)
def test_posterior(series, prior):
    pinned, found = PINS["answers"][series][prior], fitted(series, prior)
    if isinstance(pinned, str):
        assert found.error.quadrature < 1e-12
        return
    shown = {"tau": found.tau, "mean": found.mean, "prediction": found.prediction}
    shown["first"] = found.studies[0]
    for name, distribution in shown.items():
        allowed = (TAU if name == "tau" else MIXTURE) * distribution.sd
        np.testing.assert_allclose(five(distribution), pinned[name], rtol=0, atol=allowed)
    if pinned["evidence"] is not None:
        assert found.log_evidence == pytest.approx(pinned["evidence"], abs=1e-9)
