"""Work is handed to the workers after the transaction, and a dead broker stops nobody."""

from __future__ import annotations

import pytest
from celery import Celery
from django.db import transaction

from planapp.pages.queueing import queue_job
from tests.outside import closed_port

DONE: list[int] = []


def job_of(app):
    @app.task(name="tests.remember")
    def remember(number):
        DONE.append(number)

    return remember


@pytest.fixture
def stopped_broker():
    """A job whose broker answers nobody."""
    with closed_port() as port:
        app = Celery(broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
        app.conf.task_publish_retry = False
        yield job_of(app)


@pytest.fixture
def job():
    app = Celery(set_as_current=False)
    app.conf.task_always_eager = True
    DONE.clear()
    return job_of(app)


@pytest.mark.django_db(transaction=True)
def test_job_is_queued_once_what_was_decided_is_stored(job):
    with transaction.atomic():
        queue_job(job, 7)
        assert DONE == []
    assert DONE == [7]


@pytest.mark.django_db(transaction=True)
def test_job_of_what_was_not_stored_is_not_queued(job):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue_job(job, 7)
        raise ZeroDivisionError
    assert DONE == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("inside", [True, False])
def test_stopped_broker_is_logged_and_stops_nobody(stopped_broker, caplog, inside):
    if inside:
        with transaction.atomic():
            queue_job(stopped_broker, 7)
    else:
        queue_job(stopped_broker, 7)
    [record] = [one for one in caplog.records if one.name == "django.db.backends.base"]
    assert "queue_job" in record.getMessage()
