"""What an audit counts, and when the hub would have frozen a ticket."""

from pathlib import Path

from hub.application.audit.run import audit
from tests.unit.audit.given import DESKS, HEADER, a_csv, a_file, audited

STORY = [
    "T1,crm,New,2026-01-26T08:00:00Z",
    "T1,mes,Job open,2026-01-26T08:03:00Z",
    "T1,crm,Fixed,2026-01-26T09:00:00Z",
    "T1,crm,Fixed,2026-01-26T09:00:00Z",  # delivered twice
    "T1,mes,Job running,2026-01-26T09:04:10Z",  # four minutes after the CRM was done
    "T1,crm,Comment,2026-01-26T09:05:00Z",
    "T2,crm,New,2026-01-26T08:00:00Z",
    "T2,crm,New,2026-01-26T08:30:00Z",  # an edit, no change
    "T3,crm,Escalated,2026-01-26T08:30:00Z",
    "T4,crm,Comment,2026-01-26T08:30:00Z",
    "T5,erp,Open,2026-01-26T08:30:00Z",
]


def test_every_row_is_counted_once_for_what_it_is(tmp_path: Path) -> None:
    found = audited(tmp_path, a_csv(tmp_path, STORY))
    assert found["tickets"] == 5
    assert found["reports"] == 11
    assert found["duplicates"] == 1
    assert found["changes"] == 5
    assert found["ignored"] == 2
    assert found["unmapped"] == {"crm": {"Escalated": 1}, "erp": {"Open": 1}}
    assert found["unreadable"] == []
    assert (found["from"], found["until"]) == ("2026-01-26T08:00:00Z", "2026-01-26T09:05:00Z")


def test_a_conflict_names_both_sides_and_how_far_they_are_apart(tmp_path: Path) -> None:
    found = audited(tmp_path, a_csv(tmp_path, STORY))
    assert found["frozen_tickets"] == 1
    assert found["rules"] == {
        "reopened-across": 0,
        "reopened-within": 0,
        "cancelled-across": 0,
        "regression-across": 1,
    }
    assert found["conflicts"] == [
        {
            "ticket": "T1",
            "rule": "regression-across",
            "first": {"system": "crm", "native": "Fixed", "status": "Resolved", "at": "2026-01-26T09:00:00Z"},
            "second": {"system": "mes", "native": "Job running", "status": "In Progress", "at": "2026-01-26T09:04:10Z"},
            "seconds": 250,
        }
    ]


def test_deviation_and_consistency_are_those_of_the_log_s_last_moment(tmp_path: Path) -> None:
    rows = [
        "A,crm,New,2026-01-26T08:00:00Z",
        "A,mes,Job open,2026-01-26T08:10:00Z",  # ten minutes behind
        "B,crm,Fixed,2026-01-26T08:00:00Z",
        "B,mes,Job open,2026-01-26T08:01:00Z",  # and never follows
        "C,crm,New,2026-01-26T12:01:00Z",
    ]
    found = audited(tmp_path, a_csv(tmp_path, rows))
    assert found["deviation"]["mes"] == {"median_s": 600, "p95_s": 600, "over_5_min": 1, "count": 1}
    assert found["consistency"] == {"rate": 0.8, "by_system": {"crm": 1.0, "mes": 0.5}}
    assert found["standing_contradictions"] == {
        "count": 1,
        "longest": [
            {
                "ticket": "B",
                "canonical": "Resolved",
                "systems": {"crm": "Resolved", "mes": "New"},
                "since": "2026-01-26T08:01:00Z",
                "seconds": 4 * 3600,
            }
        ],
    }


def test_a_log_without_rows_has_nothing_to_agree(tmp_path: Path) -> None:
    found = audited(tmp_path, a_csv(tmp_path, []))
    assert (found["tickets"], found["reports"], found["conflicts"], found["deviation"]) == (0, 0, [], {})
    assert found["consistency"] == {"rate": None, "by_system": {}}


def test_several_files_are_one_log(tmp_path: Path) -> None:
    one = a_csv(tmp_path, ["T1,crm,Fixed,2026-01-26T09:00:00Z"], name="one.csv")
    other = a_csv(
        tmp_path, ["Job running;2026-01-26T09:04:00Z;mes;T1"], header="state;when;desk;ticket", name="other.csv"
    )
    found = audited(tmp_path, [one, other])
    assert (found["tickets"], found["reports"], found["frozen_tickets"]) == (1, 2, 1)


def test_the_same_delivery_id_is_a_duplicate_within_its_ticket_and_system_only(tmp_path: Path) -> None:
    profile = DESKS.replace("[columns]", '[columns]\ndelivery_id = "id"')
    rows = [
        "T1,crm,New,2026-01-26T08:00:00Z,7",
        "T1,crm,Fixed,2026-01-26T09:00:00Z,7",  # the earlier one counts
        "T1,mes,Job open,2026-01-26T08:00:00Z,7",
        "T2,crm,New,2026-01-26T08:00:00Z,7",
        "T3,crm,New,2026-01-26T08:00:00Z,",  # without one, the row is identified by what it says
        "T3,crm,New,2026-01-26T08:00:00Z,",
        "T3,crm,Fixed,2026-01-26T08:00:00Z,",
    ]
    found = audited(tmp_path, a_csv(tmp_path, rows, f"{HEADER},id"), profile)
    assert (found["duplicates"], found["changes"], found["frozen_tickets"]) == (2, 5, 0)


def test_rows_of_the_same_time_are_ordered_by_the_sequence(tmp_path: Path) -> None:
    profile = DESKS.replace("[columns]", '[columns]\nsequence = "n"')
    header = f"{HEADER},n"
    quick = ["T1,crm,Fixed,2026-01-26T09:00:00Z,10", "T1,crm,Back,2026-01-26T09:00:00Z,9"]
    took_back = ["T1,crm,Fixed,2026-01-26T09:00:00Z,9", "T1,crm,Back,2026-01-26T09:00:00Z,10"]
    assert audited(tmp_path, a_csv(tmp_path, quick, header), profile)["frozen_tickets"] == 0
    assert audited(tmp_path, a_csv(tmp_path, took_back, header), profile)["frozen_tickets"] == 1


def test_text_that_is_no_number_is_no_sequence(tmp_path: Path) -> None:
    profile = DESKS.replace("[columns]", '[columns]\nsequence = "n"')
    rows = [f"T1,crm,New,2026-01-26T09:00:00Z,{text}" for text in ("", "n/a", "1.5", "1_0", "9" * 5000)]
    found = audited(tmp_path, a_csv(tmp_path, rows, f"{HEADER},n"), profile)
    assert (found["reports"], found["duplicates"], found["unreadable"]) == (5, 4, [])


def test_only_the_rows_that_the_profile_lets_through_count(tmp_path: Path) -> None:
    profile = DESKS.replace("[columns]", '[columns]\nonly = { column = "desk", values = ["mes"] }')
    rows = [*STORY, ",crm,New,yesterday"]
    found = audited(tmp_path, a_csv(tmp_path, rows), profile)
    assert (found["tickets"], found["reports"], found["unreadable"]) == (1, 2, [])


def test_several_status_columns_are_joined_and_empty_ones_at_the_end_left_out(tmp_path: Path) -> None:
    profile = """
        [columns]
        ticket = "id"
        status = ["state", "reason"]
        at = "at"
        system = { value = "desk" }
        [mapping.desk]
        "Open" = "New"
        "Hold/Vendor" = "Pending"
    """
    rows = ["1,Open,,2026-01-26", "1,Hold,Vendor,2026-01-27", "1,Hold,,2026-01-28"]
    found = audited(tmp_path, a_csv(tmp_path, rows, "id,state,reason,at"), profile)
    assert (found["changes"], found["unmapped"]) == (2, {"desk": {"Hold": 1}})


def test_a_word_that_no_table_spells_may_be_a_set_of_its_flags(tmp_path: Path) -> None:
    profile = """
        [columns]
        ticket = "order"
        status = "stat"
        at = "at"
        system = { value = "erp" }
        [mapping.erp."@flags"]
        "CRTD" = { status = "New", rank = 1 }
        "REL" = { status = "In Progress", rank = 2 }
        "PRC" = "@ignore"
    """
    rows = ["1,CRTD,2026-01-26", "1,CRTD REL PRC,2026-01-27", "1,CRTD ZZ,2026-01-28"]
    found = audited(tmp_path, a_csv(tmp_path, rows, "order,stat,at"), profile)
    assert (found["changes"], found["unmapped"]) == (2, {"erp": {"CRTD ZZ": 1}})


def test_without_any_mapping_the_words_there_are_come_out_most_frequent_first(tmp_path: Path) -> None:
    profile = DESKS[: DESKS.index("[mapping.crm]")]
    found = audited(tmp_path, a_csv(tmp_path, STORY), profile)
    assert list(found["unmapped"]["crm"].items())[:2] == [("New", 3), ("Comment", 2)]
    assert (found["changes"], found["unmapped_count"]) == (0, 11)


def test_a_site_s_own_rules_decide(tmp_path: Path) -> None:
    rules = """
        window_seconds = 60
        [[rule]]
        name = "mine"
        first = ["Resolved"]
        second = ["In Progress"]
        scope = "across"
        order = "then"
    """
    findings = audit(
        [a_csv(tmp_path, STORY)], a_file(tmp_path, "profile.toml", DESKS), a_file(tmp_path, "rules.toml", rules)
    )
    assert (findings.counts.frozen_tickets, dict(findings.frozen_by_rule)) == (0, {"mine": 0})
