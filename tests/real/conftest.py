"""Real software at the edge, installed and started for the tests that ask for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.needs import missing
from tests.real.redmine import PACKAGES, Redmine, install


@pytest.fixture(scope="session")
def redmine_at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redmine]:
    """A Redmine that lives as long as the test run."""
    if not install():
        missing("Redmine", f"run as root on Debian, or install {' '.join(PACKAGES)}")
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
