"""The thresholds of the certainty rules, each with who set it. Frozen before any comparison.

GRADE leaves most of these to judgement; a computed suggestion has to say where it draws the
line. Where the guidance names a number, it is that number; where it names none, the choice is
marked as ours.
"""

# Risk of bias: most information decides (Cochrane Handbook 5.1, table 8.7.a; Guyatt et al. 2011,
# J Clin Epidemiol 64:407).
MOST = 0.5

# Inconsistency: "substantial" and "considerable" I² (Cochrane Handbook 6, 10.10.2), and the level
# at which the test of homogeneity is read (Guyatt et al. 2011, J Clin Epidemiol 64:1294).
SUBSTANTIAL = 50.0
CONSIDERABLE = 75.0
HOMOGENEITY_P = 0.10

# Imprecision: the relative change that counts as appreciable, and the optimal information size
# for finding it (Guyatt et al. 2011, J Clin Epidemiol 64:1283); 400 participants and 300 events
# are the same paper's rules of thumb where nothing better can be computed.
APPRECIABLE = 0.25
ALPHA = 0.05
POWER = 0.80
THUMB_PEOPLE = 400
THUMB_EVENTS = 300

# Publication bias: tests of asymmetry from ten studies on and read at 0.10 (Sterne et al. 2011,
# BMJ 343:d4002); less than half of the known participants pooled (ours).
ENOUGH_STUDIES = 10
ASYMMETRY_P = 0.10
KNOWN_SHARE = 50.0

# Rating up: a risk ratio beyond 2 or 5, or their inverses (Guyatt et al. 2011, J Clin Epidemiol
# 64:1311).
LARGE = 2.0
VERY_LARGE = 5.0
GRADIENT_P = 0.05
