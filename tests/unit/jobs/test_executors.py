"""An interrupt while workers start waits until they have, and they do not hear it themselves."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from thymos.jobs.executors import undisturbed

pytestmark = pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="needs POSIX")

INTERRUPT_ITSELF = "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('alive')"


def interrupt():
    os.kill(os.getpid(), signal.SIGINT)


def within(*steps):
    with undisturbed():
        for step in steps:
            step()


def fail():
    raise ZeroDivisionError


def test_an_interrupt_is_heard_at_the_end_and_not_before():
    done = []
    with pytest.raises(KeyboardInterrupt):
        within(interrupt, lambda: done.append("the rest"))
    assert done == ["the rest"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_without_an_interrupt_nothing_happens():
    within()
    with pytest.raises(KeyboardInterrupt):
        interrupt()


def test_what_fails_within_is_told_first():
    with pytest.raises(ZeroDivisionError):
        within(interrupt, fail)


def test_a_process_started_within_is_deaf():
    def child():
        return subprocess.run(
            [sys.executable, "-c", INTERRUPT_ITSELF], capture_output=True, text=True, check=False
        )

    with undisturbed():
        deaf = child()
    assert (deaf.returncode, deaf.stdout) == (0, "alive\n")
    assert child().returncode != 0


def test_who_is_deaf_stays_so():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        within(interrupt)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_guard_nothing():
    seen = []

    def enter():
        with undisturbed():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
