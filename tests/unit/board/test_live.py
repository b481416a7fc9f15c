"""What every page says of itself."""

from hub.entrypoints.board.live import moment_in
from schemas.instant import from_iso


def test_a_moment_is_told_by_the_clock_of_the_site() -> None:
    at = from_iso("2026-01-26T18:30:00Z")
    assert moment_in(at, "Asia/Shanghai") == "2026-01-27 02:30:00"
    assert moment_in(at, "UTC") == "2026-01-26 18:30:00 UTC"
