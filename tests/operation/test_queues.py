"""Every job has its queue, and a worker that is told nothing takes from all of them."""

from __future__ import annotations

from planapp.timetable import all_jobs
from tracker.celery import celery_app


def queue_of(job: str) -> str:
    route = celery_app.amqp.router.route({}, f"planapp.jobs.{job}")
    return str(route["queue"].name)


def test_routes_name_jobs_that_there_are() -> None:
    routed = {name.rpartition(".")[2] for name in celery_app.conf.task_routes}
    assert routed - all_jobs().keys() == set()


def test_every_job_goes_where_a_worker_looks() -> None:
    looked_at = {queue.name for queue in celery_app.conf.task_queues}
    used = {job: queue_of(job) for job in all_jobs()}
    assert set(used.values()) == looked_at
    assert used["extract_document"] == "documents"
    assert used["carry_on_import"] == "imports"
    assert used["recalculate_stale_gaps"] == "gaps"
    assert used["send_deliveries"] == "messages"
    assert used["back_up"] == celery_app.conf.task_default_queue
