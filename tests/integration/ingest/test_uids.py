"""Minting: one at a time, in bulk, or from a leased block, and never the same twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from schemas.errors import InvalidUid, Refused, UnknownTicket
from schemas.instant import HOUR
from schemas.uid import format_uid, parse_uid
from tests.integration.ingest.given import UID, says
from tests.integration.ingest.site import NOON, OpenSite, Site


def test_minted_uids_are_valid_new_and_known_to_be_minted(site: Site) -> None:
    minted = site.mint.mint("SRV", 3, "erp")
    assert [parse_uid(text).sequence for text in minted] == [1, 2, 3]
    assert site.mint.mint("SRV", 1, "erp") == [format_uid("SRV", date(2026, 1, 26), 4).text]
    assert site.mint.trace(minted[0]).origin == "minted:erp"


def test_the_minting_day_is_that_of_the_site(site: Site) -> None:
    site.clock.now = NOON + 4 * HOUR - 1
    assert parse_uid(site.mint.mint("SRV", 1, "erp")[0]).day == date(2026, 1, 26)
    assert parse_uid(site.mint.next_own("SRV")).day == date(2026, 1, 26)
    site.clock.now = NOON + 4 * HOUR
    assert parse_uid(site.mint.mint("SRV", 1, "erp")[0]).day == date(2026, 1, 27)
    assert parse_uid(site.mint.next_own("SRV")).day == date(2026, 1, 27)


def test_who_is_offline_mints_from_a_block_without_a_clash(site: Site) -> None:
    block = site.mint.lease("SRV", 100, "mes")
    assert (block.first, block.last, block.holder, block.day) == (1, 100, "mes", date(2026, 1, 26))
    assert parse_uid(site.mint.mint("SRV", 1, "erp")[0]).sequence == 101
    assert site.mint.lease("SRV", 1, "mes", date(2026, 2, 1)).first == 1
    assert site.mint.check(format_uid("SRV", block.day, 50).text)


def test_many_threads_of_two_processes_never_mint_the_same(open_site: OpenSite) -> None:
    sites = [open_site(), open_site()]
    with ThreadPoolExecutor(8) as pool:
        minted = list(pool.map(lambda number: sites[number % 2].mint.next_own("SRV"), range(400)))
    assert len(set(minted)) == 400


@pytest.mark.parametrize("count", [0, -1, 1001])
def test_a_count_that_is_none_is_refused(site: Site, count: int) -> None:
    with pytest.raises(Refused, match="1 to 1000"):
        site.mint.mint("SRV", count, "erp")


@pytest.mark.parametrize(("size", "holder"), [(0, "mes"), (100_001, "mes"), (10, "")])
def test_a_block_that_is_none_is_refused(site: Site, size: int, holder: str) -> None:
    with pytest.raises(Refused):
        site.mint.lease("SRV", size, holder)


def test_nothing_is_minted_in_a_domain_that_is_none(site: Site) -> None:
    with pytest.raises(InvalidUid):
        site.mint.mint("srv", 1, "erp")
    with pytest.raises(InvalidUid):
        site.mint.lease("S", 1, "mes")
    assert site.registry.allocate("SRV", date(2026, 1, 26), 1, "erp").first == 1


def test_a_uid_is_traced_to_the_system_that_first_used_it(site: Site) -> None:
    with pytest.raises(UnknownTicket):
        site.mint.trace(UID)
    site.one(says("erp", "New", 0, native_id="E-1"))
    site.one(says("crm", "New", 1, native_id="C-1"))
    trace = site.mint.trace(UID)
    assert trace.origin == "used:erp"
    assert [(link.system, link.native_id) for link in trace.links] == [("crm", "C-1"), ("erp", "E-1")]
    with pytest.raises(InvalidUid):
        site.mint.trace(UID[:-1] + "E")
