"""The figures for monitoring: of all web processes together, and of what the database keeps."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from planapp.pages.broker import broker_standing
from planapp.pages.soundness import Trouble, disk
from planapp.queries.backlog import backlog
from planapp.queries.operation import (
    database_bytes,
    delivery_counts,
    job_run_counts,
    last_backup,
)


class _Installation(Collector):
    """What all processes see alike, read when it is asked for."""

    def __init__(self, *, at: datetime, troubles: list[Trouble]) -> None:
        self._at, self._troubles = at, troubles

    def collect(self) -> Iterable[Metric]:
        yield _gauge("troubles", "What is wrong.", "code", values=self._by_code().items())
        if any(each.code == "database" for each in self._troubles):
            return
        waits = backlog()
        numbers = {(each.job,): each.number for each in waits}
        yield _gauge("backlog", "Rows that wait.", "job", values=numbers.items())
        since = {(each.job,): each.since for each in waits if each.since}
        waited = {label: (self._at - began).total_seconds() for label, began in since.items()}
        yield _gauge(
            "backlog_seconds", "How long the first has waited.", "job", values=waited.items()
        )
        runs = job_run_counts()
        yield _gauge("job_runs", "Kept runs of jobs.", "job", "state", values=runs.items())
        sent = {(state,): number for state, number in delivery_counts().items()}
        yield _gauge("deliveries", "Messages on channels.", "state", values=sent.items())
        queues = broker_standing(with_workers=False).queues or {}
        lengths = {(name,): number for name, number in queues.items()}
        yield _gauge("queue_length", "Messages in the broker.", "queue", values=lengths.items())
        yield _single("database_bytes", "Size of the database.", database_bytes())
        yield _single("disk_free_bytes", "Room where files are kept.", disk().free)
        if backup := last_backup():
            when = backup.at.timestamp()
            yield _single("last_backup_timestamp_seconds", "When it was made.", when)

    def _by_code(self) -> dict[tuple[str, ...], int]:
        codes = [each.code for each in self._troubles]
        return {(code,): codes.count(code) for code in codes}


def exposition(*, at: datetime, troubles: list[Trouble]) -> tuple[bytes, str]:
    """All figures in the text format of Prometheus, and its media type.

    gunicorn.conf.py names a folder in which several web processes count together.
    """
    registry = CollectorRegistry()
    registry.register(_Installation(at=at, troubles=troubles))
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # not typed there
        return generate_latest(registry), CONTENT_TYPE_LATEST
    return generate_latest(registry) + generate_latest(REGISTRY), CONTENT_TYPE_LATEST


def _gauge(
    name: str, says: str, *labels: str, values: Iterable[tuple[tuple[str, ...], float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"tracker_{name}", says, labels=labels)
    for label, value in values:
        family.add_metric(label, value)
    return family


def _single(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"tracker_{name}", says, value=value)
