"""Real software at the edge, installed and started for the tests that ask for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.needs import missing
from tests.real import redmine as redmines
from tests.real import tryton as trytons
from tests.real.redmine import Redmine
from tests.real.tryton import Tryton


@pytest.fixture(scope="session")
def redmine_at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redmine]:
    """A Redmine that lives as long as the test run."""
    if not redmines.install():
        missing("Redmine", f"run as root on Debian, or install {' '.join(redmines.PACKAGES)}")
    redmine = Redmine(Path(tmp_path_factory.mktemp("redmine")))
    redmine.prepare()
    try:
        redmine.start()
        yield redmine
    finally:
        redmine.stop()


@pytest.fixture
def redmine(redmine_at_work: Redmine) -> Redmine:
    """A Redmine that is up, and that a test may stop and start."""
    return redmine_at_work


@pytest.fixture(scope="session")
def tryton_at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tryton]:
    """A Tryton that lives as long as the test run."""
    server = Tryton(tmp_path_factory.mktemp("tryton"))
    if not server.install():
        missing("Tryton", f"let pip install {' '.join(trytons.PACKAGES)}")
    server.prepare()
    try:
        server.start()
        server.furnish()
        yield server
    finally:
        server.stop()


@pytest.fixture
def tryton(tryton_at_work: Tryton) -> Tryton:
    """A Tryton that is up, and that a test may stop and start."""
    return tryton_at_work
