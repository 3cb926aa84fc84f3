"""What every test shares; a fixture used by one folder lives in that folder."""

import os

from hypothesis import settings

# Two busy cores make single examples slow without meaning; CI repeats the same examples.
settings.register_profile("thymos", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("thymos")
