"""Priors of tau: densities, their integrals and inverses, and the published tables."""

import numpy as np
import pytest
from scipy import integrate

from thymos.kernel import half_cauchy, half_normal, log_normal, log_t, rhodes, turner, uniform
from thymos.tables import rows

HALF = np.array(0.5)
PROPER = [half_normal(0.5), half_cauchy(2.0), uniform(3.0), log_normal(-1, 0.8), log_t(-2, 1.2)]


@pytest.mark.parametrize("prior", PROPER, ids=lambda prior: prior.label)
def test_density_cdf_and_quantile_agree(prior):
    shares = np.array([0.001, 0.2, 0.5, 0.95])
    values = prior.quantile(shares)
    assert prior.cdf(values) == pytest.approx(shares, rel=1e-9)

    def in_logarithms(x):
        return np.exp(prior.log_density(np.exp(x)) + x)

    area = integrate.quad(in_logarithms, *np.log(values[[1, 3]]))[0]
    assert area == pytest.approx(0.75, rel=1e-8)


@pytest.mark.parametrize("prior", PROPER, ids=lambda prior: prior.label)
def test_the_stated_tail_is_the_tail(prior):
    near, far = prior.log_density(np.exp(np.array([300.0, 300.01])))
    if np.isfinite(prior.upper):
        assert far == -np.inf
        assert prior.log_density(np.array([0.999 * prior.upper])) > -np.inf
    elif np.isinf(prior.tail):
        assert (far - near) / 0.01 < -300
    else:  # log-t falls as 1 / tau, less powers of its logarithm
        assert (far - near) / 0.01 == pytest.approx(-prior.tail, abs=0.03)


def test_improper_is_said():
    assert not uniform().proper
    assert np.isnan(uniform().quantile(np.array([0.5]))).all()


def test_the_distributions_over_everything():
    # Turner 2015, page 993: tau2 ~ LN(-2.56, 1.74 squared), so a median of exp(-2.56).
    assert turner().quantile(HALF) ** 2 == pytest.approx(np.exp(-2.56))
    assert rhodes().quantile(HALF) ** 2 == pytest.approx(np.exp(-3.44))


def test_a_row_of_each_table():
    surgical = turner("surgical-success", "drug-control")
    assert surgical.quantile(HALF) == pytest.approx(np.exp(-2.14 / 2))
    assert "Turner 2015, surgical-success, drug-control" in surgical.label
    lungs = rhodes("obstetric", "drug-drug", "respiratory")
    assert lungs.quantile(HALF) == pytest.approx(np.exp(-6.31 / 2))


def test_tables_are_whole():
    assert len(rows("turner2015")) == 1 + 16 * 5
    assert len(rows("rhodes2015")) == 1 + 8 * 3 * 3


def test_doubt_stands_where_a_figure_breaks_the_pattern_of_its_table():
    def shifts(table, area):
        chosen = [row for row in rows(table) if row.get("area", "") == area]
        chosen = [row for row in chosen if row["outcome"] != "any"]
        base = {r["outcome"]: r for r in chosen if r["comparison"] == "drug-control"}
        for row in chosen:
            shift = float(row["location"]) - float(base[row["outcome"]]["location"])
            yield row["comparison"], shift, row["doubt"] or base[row["outcome"]]["doubt"]

    for table, area in [("turner2015", ""), *(("rhodes2015", a) for a in ("general", "cancer"))]:
        found = list(shifts(table, area))
        for name in {comparison for comparison, _, _ in found}:
            middle = np.median([shift for comparison, shift, _ in found if comparison == name])
            for comparison, shift, doubt in found:
                if comparison == name and comparison != "drug-control":
                    assert bool(doubt) == (abs(shift - middle) > 0.015)


def test_refusals():
    with pytest.raises(ValueError, match="choose one of any, mortality"):
        turner("death", "drug-control")
    with pytest.raises(ValueError, match="unknown comparison 'drug-placebo'"):
        rhodes("obstetric", "drug-placebo")
    with pytest.raises(ValueError, match="above 0, got 0"):
        half_normal(0)
    with pytest.raises(ValueError, match="location must be finite"):
        log_normal(float("nan"), 1)
