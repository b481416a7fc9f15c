"""Sites on a database of their own."""

from collections.abc import Iterator

import pytest

from tests.integration.ingest.site import OpenSite, Site, opening


@pytest.fixture
def open_site(database_url: str) -> Iterator[OpenSite]:
    """Opens one process of a hub after the other on the same database."""
    with opening(database_url) as open_one:
        yield open_one


@pytest.fixture
def site(open_site: OpenSite) -> Site:
    """One process; the CRM originates tickets."""
    return open_site(originators=["crm"])
