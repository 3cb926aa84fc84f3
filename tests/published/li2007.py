"""Li et al. 2007, Cochrane CD002755: intravenous magnesium in acute myocardial infarction.

Deaths in the sixteen trials up to 1996, as collected in R's metadat (dat.li2007): small
positive trials and one null trial of 58,050 patients, where the two models part company.
"""

from thymos.kernel import effect_sizes, pool

TRIALS = (
    # treated: deaths, n; control: deaths, n
    (1, 40, 2, 36),  # Morton 1984
    (4, 56, 14, 74),  # Rasmussen 1986
    (2, 92, 7, 93),  # Smith 1986
    (1, 48, 1, 46),  # Abraham 1987
    (1, 25, 3, 23),  # Ceremuzynski 1989
    (1, 50, 9, 53),  # Shechter 1990
    (6, 81, 11, 81),  # Singh 1990
    (10, 150, 8, 148),  # Feldstedt 1991
    (2, 21, 4, 25),  # Shechter 1991
    (90, 1150, 118, 1150),  # Woods 1992, LIMIT-2
    (5, 125, 12, 102),  # Wu 1992
    (4, 130, 8, 122),  # Thogersen 1995
    (4, 96, 17, 98),  # Shechter 1995
    (2216, 29011, 2103, 29039),  # ISIS-4 1995
    (3, 40, 3, 38),  # Bhargava 1995
    (1, 31, 0, 30),  # Urek 1996
)


def test_common_and_random_effects_disagree(ratio):
    effects = effect_sizes("RR", *zip(*TRIALS, strict=True))
    common = pool(effects.y, effects.v, method="CE")
    random = pool(effects.y, effects.v, method="REML")
    assert ratio(common) == (1.02, 0.97, 1.08)
    assert ratio(random) == (0.60, 0.43, 0.85)


def test_the_large_trial_is_nearly_all_of_one_and_little_of_the_other():
    effects = effect_sizes("RR", *zip(*TRIALS, strict=True))
    isis4 = 13
    assert pool(effects.y, effects.v, method="CE").weights[0, isis4] > 90
    assert pool(effects.y, effects.v, method="REML").weights[0, isis4] < 20
