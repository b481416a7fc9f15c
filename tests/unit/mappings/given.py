"""Tables for the tests, written as a site would write them."""

from mappings.loader import parse_tables
from mappings.model import Mapped, MappingTable, Translation
from schemas.status import Status


def a_table(entries: str) -> MappingTable:
    """The table of a system called ``desk`` with these entries; the first of them stands on line 2 of ``desk.toml``."""
    return parse_tables(f"[mapping.desk]\n{entries}", "desk.toml")["desk"]


def status_of(answer: Translation) -> Status:
    """The status that an answer carries; it must carry one."""
    assert isinstance(answer, Mapped), answer
    return answer.word.status
