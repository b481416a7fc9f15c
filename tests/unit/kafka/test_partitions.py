"""Records of one ticket are in one partition, whoever publishes them."""

from aiokafka.partitioner import DefaultPartitioner
from hypothesis import given
from hypothesis import strategies as st

from hub.infrastructure.kafka.partitions import partition_of


@given(key=st.binary(max_size=40), count=st.integers(1, 100))
def test_a_key_belongs_where_any_client_puts_it(key: bytes, count: int) -> None:
    every = list(range(count))
    assert partition_of(key, count) == DefaultPartitioner()(key, every, every)


def test_records_without_a_key_are_shared_out() -> None:
    assert {partition_of(None, 4) for _ in range(200)} == {0, 1, 2, 3}
