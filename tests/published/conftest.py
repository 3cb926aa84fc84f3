"""What the published analyses share: a result as a paper prints it."""

import numpy as np
import pytest


@pytest.fixture
def ratio():
    """Estimate and limits of a log-scale result, back on the ratio scale, rounded."""

    def printed(result, digits=2):
        limits = (result.estimate, result.ci_low, result.ci_high)
        return tuple(round(float(np.exp(x[0])), digits) for x in limits)

    return printed
