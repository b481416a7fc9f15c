"""What a ticket goes by in a system that has several ids for it."""

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.native_ids import Ids, name
from hub.domain.ticket import evolve
from schemas.events import Event, NativeIdLinked, NativeIdUnlinked, StatusReported
from tests.unit.domain.given import Act, Story, says
from tests.unit.domain.given import given as given_story

Named = tuple[str, int, tuple[str, ...]]

ids = st.sampled_from(["OPS-41", "LINE-7", "10041"])
reports = st.lists(st.tuples(ids, st.integers(1, 9), st.lists(ids, max_size=2).map(tuple)), min_size=1, max_size=8)


def named(told: list[Named]) -> tuple[str, Ids]:
    known: Ids = {}
    goes_by = [name(known, native_id, at, aliases) for native_id, at, aliases in told]
    return goes_by[-1], known


@given(reports.flatmap(lambda told: st.tuples(st.just(told), st.permutations(told))))
def test_what_a_ticket_goes_by_does_not_depend_on_the_order_of_arrival(both: tuple[list[Named], list[Named]]) -> None:
    told, otherwise = both
    assert named(told) == named(otherwise)


@given(reports)
def test_a_ticket_goes_by_an_alias_only_where_there_is_nothing_else(told: list[Named]) -> None:
    goes_by, known = named(told)
    aliases = {alias for _, _, found in told for alias in found}
    assert goes_by not in aliases or set(known) == aliases


def test_a_moved_issue_goes_by_its_new_key_and_a_late_report_does_not_bring_the_old_one_back() -> None:
    story = given_story(says("jira", "New", 0, native_id="OPS-41", aliases=("10041",)))
    assert story.the(StatusReported).aliases == ("10041",)

    story.when(says("jira", "In Progress", 9, native_id="LINE-7", aliases=("10041",))).then(*_kinds(story))
    moved = story.the(StatusReported)
    assert (moved.native_id, moved.aliases, moved.goes_by) == ("LINE-7", (), "")

    story.when(says("jira", "Acknowledged", 5, received=12, native_id="OPS-41")).then(*_kinds(story))
    assert story.the(StatusReported).goes_by == "LINE-7"
    assert story.ticket.native_ids == {"jira": "LINE-7"}
    assert story.ticket.aliases("jira") == ("10041", "OPS-41")


def test_an_incident_that_came_by_its_sys_id_goes_by_its_number_once_that_is_known() -> None:
    story = given_story(says("servicenow", "In Progress", 9, native_id="5f2c"))
    story.when(says("servicenow", "New", 1, received=10, native_id="INC7", aliases=("5f2c",)))
    story.when(says("servicenow", "Resolved", 20, native_id="5f2c")).then(*_kinds(story))
    assert story.the(StatusReported).goes_by == "INC7"
    assert story.ticket.native_ids == {"servicenow": "INC7"}


def test_what_somebody_linked_counts_less_than_what_the_system_says() -> None:
    story = given_story(says("jira", "New", 1, native_id="OPS-41"))
    story.when(_links("ZZZ-9")).then(NativeIdLinked)
    assert story.ticket.native_ids == {"jira": "OPS-41"}
    story.when(_unlinks("OPS-41")).then(NativeIdUnlinked)
    assert story.ticket.native_ids == {"jira": "ZZZ-9"}
    story.when(_unlinks("ZZZ-9")).then(NativeIdUnlinked)
    assert story.ticket.native_ids == {}
    story.when(_unlinks("ZZZ-9")).then(NativeIdUnlinked)


def _kinds(story: Story) -> list[type[Event]]:
    return [type(event) for event in story.last]


def _links(native_id: str) -> Act:
    return _stores(NativeIdLinked(recorded_at=0, system="jira", native_id=native_id, by="ann"))


def _unlinks(native_id: str) -> Act:
    return _stores(NativeIdUnlinked(recorded_at=0, system="jira", native_id=native_id, uid="SRV-1"))


def _stores(event: Event) -> Act:
    def act(story: Story) -> list[Event]:
        evolve(story.ticket, event)
        return [event]

    return act
