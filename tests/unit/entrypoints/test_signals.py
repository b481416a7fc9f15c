"""Signals become a wish to stop, and nothing is interrupted."""

import signal
import threading

import pytest

from hub.entrypoints.signals import SIGNALS, stop_on_signals


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_asks_to_stop_and_afterwards_means_what_it_did(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    told: list[str] = []
    with stop_on_signals() as stop:
        assert not stop.asked
        stop.tell(lambda: told.append("stop"))
        signal.raise_signal(number)
        assert stop.asked
        assert stop.wait(60), "nobody waits any longer"
    assert told == ["stop"]
    assert signal.getsignal(number) is before


def test_outside_the_main_thread_only_the_code_can_stop() -> None:
    asked: list[bool] = []

    def run() -> None:
        with stop_on_signals() as stop:
            stop()
            asked.append(stop.asked)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    assert asked == [True]
