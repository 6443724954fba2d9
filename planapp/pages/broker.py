"""Whether the queues of the jobs answer, how long they are, and who works on them."""

from __future__ import annotations

from dataclasses import dataclass

from celery import current_app
from django.conf import settings
from kombu import Queue
from kombu.exceptions import ChannelError, OperationalError
from redis.exceptions import RedisError

_PATIENCE = 1  # seconds; an idle worker answers in a few hundredths
_PATIENT = {"socket_connect_timeout": _PATIENCE, "socket_timeout": _PATIENCE}


@dataclass(frozen=True, slots=True)
class BrokerStanding:
    """`queues` (how much waits in each) is None where the broker does not answer, or is none.

    `workers` is None as well where nobody asked for them.
    """

    is_set: bool
    queues: dict[str, int] | None = None
    workers: tuple[str, ...] | None = None

    @property
    def answers(self) -> bool:
        return self.queues is not None

    @property
    def queued(self) -> int:
        return sum((self.queues or {}).values())


def broker_standing(*, with_workers: bool = True) -> BrokerStanding:
    """Ask the broker and the workers now; takes a second at most where they do not answer.

    Workers are always waited for, half a second.
    """
    if not settings.REDIS_URL:
        return BrokerStanding(is_set=False)
    app = current_app
    try:
        with app.connection(settings.REDIS_URL, transport_options=_PATIENT) as connection:
            connection.ensure_connection(max_retries=1, timeout=_PATIENCE)
            queues = {each.name: _length_of(connection, each.name) for each in _queues()}
            if not with_workers:
                return BrokerStanding(is_set=True, queues=queues)
            answers = app.control.ping(timeout=_PATIENCE / 2, connection=connection)
    except (OperationalError, OSError, RedisError):  # gone, or it refuses, as when it is full
        return BrokerStanding(is_set=True)
    workers = sorted(name for answer in answers or () for name in answer)
    return BrokerStanding(is_set=True, queues=queues, workers=tuple(workers))


def _queues() -> list[Queue]:
    queues: list[Queue] = current_app.conf.task_queues
    return queues


def _length_of(connection: object, queue: str) -> int:
    channel = connection.default_channel  # type: ignore[attr-defined]  # kombu brings no types
    try:
        return int(channel.queue_declare(queue, passive=True).message_count)
    except ChannelError:  # Redis keeps no empty queue
        return 0
