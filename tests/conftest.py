"""What every test shares; a fixture used by one folder lives in that folder."""

import os
import signal

from hypothesis import settings

# Two busy cores make single examples slow without meaning; CI repeats the same examples.
settings.register_profile("thymos", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("thymos")

# Started in the background a shell has us ignore interrupts, and what we start would inherit it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
