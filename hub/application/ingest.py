"""The one way in: a batch of deliveries is examined, assessed and stored in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

import msgspec
import structlog

from hub.application.batch import Batch, Context
from hub.application.intake import Examined, failed
from hub.application.ports import (
    Delivery,
    DuplicateDelivery,
    Fenced,
    InputMark,
    Outcome,
    Unavailable,
    Verdict,
    VersionClash,
)
from schemas.instant import Instant

_log = structlog.stdlib.get_logger("hub.ingest")

MAX_ATTEMPTS = 20
"""How often a batch is decided anew because somebody else was faster, before the sender is asked to come back."""


class Ingestion:
    """Takes deliveries in (the port is hub.application.ports.Ingest)."""

    def __init__(self, context: Context, clock: Callable[[], Instant]) -> None:
        self._context = context
        self._clock = clock
        self.lock = Lock()
        """Held while tickets in memory change; the database settles what happens in other processes."""

    def ingest(self, deliveries: Sequence[Delivery], inputs: Sequence[InputMark] = ()) -> list[Outcome]:
        """Take the deliveries in; outcomes in their order. What is not ``ignored`` is stored when this returns.

        A delivery that the hub trips over is parked as ``failed``, and its neighbours are stored without it: then in
        several transactions, each as :meth:`take` says, of which the last one moves the inputs. Raises Unavailable
        when the store cannot be reached, and Fenced; what was stored until then will be told ``duplicate``.
        """
        self._context.examiner.freshen()
        try:
            return self.take([self._context.examiner.examine(delivery) for delivery in deliveries], inputs)
        except (Unavailable, Fenced):
            raise
        except Exception as error:
            if len(deliveries) > 1:
                middle = len(deliveries) // 2
                standing = [msgspec.structs.replace(mark, next=None) for mark in inputs]
                return [*self.ingest(deliveries[:middle], standing), *self.ingest(deliveries[middle:], inputs)]
            if not deliveries:
                raise
            _log.exception("delivery_failed", system=deliveries[0].system)
            return self.take([failed(deliveries[0], error)], inputs)

    def take(self, items: Sequence[Examined], inputs: Sequence[InputMark] = ()) -> list[Outcome]:
        """Decide and store examined deliveries.

        The first attempt takes native ids that come with a UID on trust; one that the registry refuses is asked for in
        the next (:class:`~hub.application.batch.Batch`).

        1. Tickets are loaded and every event is decided in memory. 2. All events, links, registry rows and input
        positions are written in one transaction. 3. The tickets are kept in memory. A crash before the commit in 2
        leaves nothing, a crash after it everything: the sender, who had no answer, sends again and is told
        ``duplicate``; a reader of a topic goes on behind the batch.
        """
        known: set[tuple[str, int]] = set()
        with self.lock:
            for attempt in range(MAX_ATTEMPTS):
                batch = Batch(self._context, self._clock(), known, trusting=attempt == 0)
                try:
                    outcomes = batch.decide(items)
                    position = batch.append(inputs)
                except DuplicateDelivery:
                    self._context.tickets.drop(batch.tickets)
                    known |= self._context.log.known_deliveries(batch.delivery_keys())
                except VersionClash:
                    self._context.tickets.drop(batch.tickets)
                except BaseException:
                    self._context.tickets.drop(batch.tickets)
                    raise
                else:
                    self._context.tickets.keep(batch.tickets.values())
                    return [_at(outcome, position) for outcome in outcomes]
        raise Unavailable("others kept changing the same tickets; try again")


def _at(outcome: Outcome, position: int) -> Outcome:
    return outcome if outcome.verdict is Verdict.IGNORED else msgspec.structs.replace(outcome, position=position)
