"""Arrays in, frozen results out: effects, heterogeneity, pooling, tests of 2x2 tables.

Batch first: one analysis is a batch of one. The kernel knows no records, reads no files and
writes no logs; what it refuses, it refuses with ValueError. `pool` and `tau2` name both a
module and its main function; imported from here, they are the functions.
"""

from thymos.kernel.bayes import GridError, Posterior, TauPosterior, posterior
from thymos.kernel.convert import (
    d_from_f,
    d_from_p,
    d_from_r,
    d_from_t,
    effect_from_p,
    phi_from_chi_square,
    r_from_t,
    se_from_interval,
)
from thymos.kernel.design import (
    Design,
    factor,
    interaction,
    intercept,
    numeric,
    together,
)
from thymos.kernel.effects import (
    MEASURES,
    Effects,
    Measure,
    change_effects,
    columns_of,
    correlation_effects,
    effect_sizes,
    effects_from_columns,
    from_display,
    from_interval,
    incidence_effects,
    level_effects,
    mean_effects,
    measure,
    proportion_effects,
    rate_effects,
    small_sample_factor,
    to_display,
)
from thymos.kernel.fit_statistics import FitStatistics, fit_statistics
from thymos.kernel.formula import from_formula
from thymos.kernel.fragile import bootstrap, permutation_test, permute_moderators, sweep
from thymos.kernel.henmi_copas import HenmiCopas, henmi_copas
from thymos.kernel.influence import Influence, Radial, every_subset, influence, radial
from thymos.kernel.information import (
    diversity,
    enlarged,
    events_for_hazards,
    fewest_trials,
    participants_for_means,
    participants_for_risks,
    required_information,
)
from thymos.kernel.mixtures import NormalMixture, credible, mixture, mode
from thymos.kernel.moderators import Contrasts, contrasts, inflation
from thymos.kernel.pool import METHODS, PREDICTIONS, TESTS, Pooled, pool
from thymos.kernel.predict import Shrunken, beyond, shrunken
from thymos.kernel.priors import (
    Prior,
    half_cauchy,
    half_normal,
    log_normal,
    log_t,
    rhodes,
    turner,
    uniform,
)
from thymos.kernel.quantile_fit import mean_from_quantiles
from thymos.kernel.regression import Regression, regress
from thymos.kernel.regression_intervals import residual_tau2_interval
from thymos.kernel.selections import cumulative, leave_one_out, subsets
from thymos.kernel.sequential import (
    Boundaries,
    Stagewise,
    boundaries,
    crossing,
    enlargement,
    stagewise,
)
from thymos.kernel.small_study.asymmetry import (
    FunnelTest,
    PetPeese,
    RankTest,
    begg,
    funnel_regression,
    harbord,
    pet_peese,
    peters,
)
from thymos.kernel.small_study.excess import Excess, excess_limit, excess_significance
from thymos.kernel.small_study.limit import Limit, limit_meta_analysis
from thymos.kernel.small_study.selection import Selected, beta_selection, step_selection
from thymos.kernel.small_study.trimfill import TrimFill, trim_and_fill
from thymos.kernel.strata import (
    association_test,
    association_test_rates,
    homogeneity_test,
    mantel_haenszel_rates,
)
from thymos.kernel.subgroups import Subgroups, subgroups
from thymos.kernel.summaries import (
    events_from_percent,
    join_groups,
    mean_from_median,
    sd_from_se,
    sd_of_change,
)
from thymos.kernel.survival import hazard_from_logrank, hazard_from_p, variance_from_events
from thymos.kernel.tables2x2 import Stratified, mantel_haenszel, peto
from thymos.kernel.tau2 import ESTIMATORS, tau2
from thymos.kernel.tau2_errors import tau2_error
from thymos.kernel.tau2_intervals import tau2_interval
from thymos.kernel.tests2x2 import (
    Contingency,
    Interval,
    chi_square,
    fisher_exact,
    odds_ratio_interval,
    proportion_interval,
    risk_difference_interval,
    risk_ratio_interval,
    wald_p,
)
from thymos.kernel.trail import Converted
from thymos.kernel.trial_sequential import TrialSequential, trial_sequential

__all__ = [
    "ESTIMATORS",
    "MEASURES",
    "METHODS",
    "PREDICTIONS",
    "TESTS",
    "Boundaries",
    "Contingency",
    "Contrasts",
    "Converted",
    "Design",
    "Effects",
    "Excess",
    "FitStatistics",
    "FunnelTest",
    "GridError",
    "HenmiCopas",
    "Influence",
    "Interval",
    "Limit",
    "Measure",
    "NormalMixture",
    "PetPeese",
    "Pooled",
    "Posterior",
    "Prior",
    "Radial",
    "RankTest",
    "Regression",
    "Selected",
    "Shrunken",
    "Stagewise",
    "Stratified",
    "Subgroups",
    "TauPosterior",
    "TrialSequential",
    "TrimFill",
    "association_test",
    "association_test_rates",
    "begg",
    "beta_selection",
    "beyond",
    "bootstrap",
    "boundaries",
    "change_effects",
    "chi_square",
    "columns_of",
    "contrasts",
    "correlation_effects",
    "credible",
    "crossing",
    "cumulative",
    "d_from_f",
    "d_from_p",
    "d_from_r",
    "d_from_t",
    "diversity",
    "effect_from_p",
    "effect_sizes",
    "effects_from_columns",
    "enlarged",
    "enlargement",
    "events_for_hazards",
    "events_from_percent",
    "every_subset",
    "excess_limit",
    "excess_significance",
    "factor",
    "fewest_trials",
    "fisher_exact",
    "fit_statistics",
    "from_display",
    "from_formula",
    "from_interval",
    "funnel_regression",
    "half_cauchy",
    "half_normal",
    "harbord",
    "hazard_from_logrank",
    "hazard_from_p",
    "henmi_copas",
    "homogeneity_test",
    "incidence_effects",
    "inflation",
    "influence",
    "interaction",
    "intercept",
    "join_groups",
    "leave_one_out",
    "level_effects",
    "limit_meta_analysis",
    "log_normal",
    "log_t",
    "mantel_haenszel",
    "mantel_haenszel_rates",
    "mean_effects",
    "mean_from_median",
    "mean_from_quantiles",
    "measure",
    "mixture",
    "mode",
    "numeric",
    "odds_ratio_interval",
    "participants_for_means",
    "participants_for_risks",
    "permutation_test",
    "permute_moderators",
    "pet_peese",
    "peters",
    "peto",
    "phi_from_chi_square",
    "pool",
    "posterior",
    "proportion_effects",
    "proportion_interval",
    "r_from_t",
    "radial",
    "rate_effects",
    "regress",
    "required_information",
    "residual_tau2_interval",
    "rhodes",
    "risk_difference_interval",
    "risk_ratio_interval",
    "sd_from_se",
    "sd_of_change",
    "se_from_interval",
    "shrunken",
    "small_sample_factor",
    "stagewise",
    "step_selection",
    "subgroups",
    "subsets",
    "sweep",
    "tau2",
    "tau2_error",
    "tau2_interval",
    "to_display",
    "together",
    "trial_sequential",
    "trim_and_fill",
    "turner",
    "uniform",
    "variance_from_events",
    "wald_p",
]
