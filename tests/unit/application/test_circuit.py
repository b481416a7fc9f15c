"""A system that fails again and again is left alone."""

from hub.application.circuit import LONGEST, OPENS_AFTER, PAUSE, Circuit


def _opened() -> Circuit:
    circuit = Circuit()
    for _ in range(OPENS_AFTER):
        assert circuit.allows(0)
        circuit.failed(0)
    return circuit


def test_it_opens_after_failures_in_a_row_and_lets_one_try_through_after_a_pause() -> None:
    circuit = _opened()
    assert not circuit.allows(PAUSE - 1)
    assert circuit.allows(PAUSE)


def test_a_try_that_fails_doubles_the_pause_up_to_the_longest() -> None:
    circuit = _opened()
    circuit.failed(0)
    assert not circuit.allows(2 * PAUSE - 1)
    for _ in range(99):
        circuit.failed(0)
    assert circuit.allows(LONGEST)


def test_a_try_that_works_closes_it() -> None:
    circuit = _opened()
    circuit.worked()
    circuit.failed(0)
    assert circuit.allows(0)
