"""Axfors et al. 2021, Nat Commun 12:2349: hydroxychloroquine and death in COVID-19.

Trials with a death, as collected in R's metadat (dat.axfors2021), and Solidarity, which the paper
pooled and the collection lacks: 104 of 947 against 84 of 906 (NEJMoa2023184, abstract). Of RECOVERY
the counts of its paper stand here, 421 and 790: the collection has those of the preprint, 418 and
788, which give 1.10 (1.02 to 1.19). Printed in the abstract: odds ratio 1.11 (1.02 to 1.20) and
I2 = 0, by random effects; the interval is Hartung and Knapp's.
"""

from thymos.kernel import effect_sizes, pool

TRIALS = (
    # treated: deaths, n; control: deaths, n
    (6, 97, 5, 97),  # NCT04353336
    (0, 62, 1, 63),  # PROTECT A
    (1, 59, 2, 61),  # PROTECT B
    (1, 244, 1, 247),  # COVID-PEP
    (1, 27, 1, 26),  # NO COVID-19
    (6, 124, 11, 123),  # NCT04325893
    (1, 13, 0, 14),  # COV-HCQ
    (17, 61, 22, 81),  # REMAP-CAP
    (421, 1561, 790, 3155),  # RECOVERY
    (7, 67, 6, 61),  # TEACH
    (28, 75, 29, 77),  # HYDRA
    (2, 10, 0, 6),  # OAHU-COVID19
    (1, 4, 0, 2),  # NCT04335552 A
    (1, 2, 2, 3),  # NCT04335552 B
    (2, 4, 0, 3),  # ARCHAIC
    (7, 221, 6, 227),  # Coalition I
    (104, 947, 84, 906),  # Solidarity
)


def test_hartung_and_knapp_as_printed(ratio):
    effects = effect_sizes("OR", *zip(*TRIALS, strict=True))
    found = pool(effects.y, effects.v, method="REML", test="knha")
    assert ratio(found) == (1.11, 1.02, 1.20)
    assert found.I2[0] == 0


def test_the_interval_of_wald_includes_no_effect(ratio):
    # With tau2 = 0 and Q below its degrees of freedom, Hartung and Knapp's is the shorter one.
    effects = effect_sizes("OR", *zip(*TRIALS, strict=True))
    found = pool(effects.y, effects.v, method="REML")
    assert found.Q[0] < found.Q_df[0]
    assert found.ci_low[0] < 0 < found.ci_high[0]
