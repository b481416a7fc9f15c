"""A worker that is in no group yet says what to do about it."""

from aiokafka.errors import KafkaConnectionError, UnknownTopicOrPartitionError

from hub.entrypoints.worker.role import why_not_joined


def test_a_missing_topic_is_not_taken_for_a_broker_that_is_away() -> None:
    impediment = why_not_joined("site.ticket.status.reported.v1", UnknownTopicOrPartitionError())
    assert impediment.what == "There is no topic site.ticket.status.reported.v1"
    assert "statushub topics apply" in impediment.cure


def test_a_broker_that_is_away_is_named_with_what_it_is_reached_by() -> None:
    impediment = why_not_joined("ticket.status.reported.v1", KafkaConnectionError("Unable to bootstrap"))
    assert impediment.what == "Kafka cannot be reached: KafkaConnectionError: Unable to bootstrap"
    assert "KAFKA_BOOTSTRAP" in impediment.cure
