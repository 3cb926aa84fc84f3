"""Runge–Kutta pairs of order 5(4): Tsitouras' coefficients, and how the step follows the error.

Ch. Tsitouras 2011, Runge–Kutta pairs of order 5(4) satisfying only the first column simplifying
assumption, Comput Math Appl 62:770. The last stage is the first of the next step. The weights
at a share θ of the step give values inside it, of order 4.
"""

from __future__ import annotations

# Where the stages stand, as shares of the step.
C = (0.0, 0.161, 0.327, 0.9, 0.9800255409045097, 1.0, 1.0)
# Stage i from the slopes before it; the last row is the step itself.
A = (
    (),
    (0.161,),
    (-0.008480655492356989, 0.335480655492357),
    (2.8971530571054935, -6.359448489975075, 4.3622954328695815),
    (5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525),
    (
        *(5.86145544294642, -12.92096931784711, 8.159367898576159),
        *(-0.071584973281401, -0.028269050394068383),
    ),
    (
        *(0.09646076681806523, 0.01, 0.4798896504144996),
        *(1.379008574103742, -3.290069515436081, 2.324710524099774),
    ),
)
# The step less that of the embedded order 4.
E = (
    *(-0.00178001105222577714, -0.0008164344596567469, 0.007880878010261995),
    *(-0.1447110071732629, 0.5823571654525552, -0.45808210592918697, 1 / 66),
)
# Weight of slope i inside the step: DENSE[i][j] θ^(j + 1), multiplied out from the paper's form.
DENSE = (
    (1.0, -2.763706197274826, 2.9132554618219126, -1.0530884977290216),
    (0.0, 0.13169999999999998, -0.2234, 0.1017),
    (0.0, 3.9302962368947516, -5.941033872131505, 2.490627285651253),
    (0.0, -12.411077166933676, 30.33818863028232, -16.548102889244902),
    (0.0, 37.50931341651104, -88.1789048947664, 47.37952196281928),
    (0.0, -27.896526289197286, 65.09189467479366, -34.87065786149661),
    (0.0, 1.5, -4.0, 2.5),
)

# Of an error that meets the tolerance exactly, the next step should make somewhat less.
SAFETY = 0.9
SHRINK, GROW = 0.2, 6.0
# Gustafsson's proportional and integral control, as in Hairer & Wanner 1996, II.IV.2: of the
# logarithm to base 2 of the squared error, now and before.
NOW, BEFORE = -0.5 * (0.2 - 0.75 * 0.04), 0.5 * 0.04
# Squared errors are kept between these before their logarithm is taken; a nan counts as the most.
LEAST_ERROR, LARGEST_ERROR = 1e-20, 1e300
WIDEST = 4.0
# A first step moves a state by this share of its size.
FIRST = 0.05
# A step that is not good and below this share of the time, or of this time, is given up.
TINY, TINY_TIME = 1e-14, 1e-3
