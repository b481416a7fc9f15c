"""The tests' own PostgreSQL: every test gets an empty database, and two never share one."""

import psycopg
import pytest


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_starts_with_an_empty_database(database_url: str, turn: str) -> None:
    with psycopg.connect(database_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert tables == []
        connection.execute("CREATE TABLE left_behind (turn text)")
        connection.execute("INSERT INTO left_behind VALUES (%s)", [turn])


def test_the_database_keeps_chinese_text(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT %s::text", ["工单已冻结"]).fetchone()
    assert row == ("工单已冻结",)
