"""Whose request is being served, or was when a job was asked for: on every line of the log.

A request by its id, a person by the number of the account: names, addresses and what was typed
stay out of the log.
"""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")
person_id: ContextVar[str] = ContextVar("person_id", default="")

_ABOUT_REQUESTS = ("method", "view", "status", "milliseconds")  # given as `extra`


class Traced(logging.Filter):
    """Adds to a record whose request it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id, record.person_id = request_id.get() or "-", person_id.get() or "-"
        return True


class JsonFormatter(logging.Formatter):
    """One object a line, for collectors of logs."""

    def format(self, record: logging.LogRecord) -> str:
        values = record.__dict__
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": values.get("request_id", "-"),
            "person_id": values.get("person_id", "-"),
            **{name: values[name] for name in _ABOUT_REQUESTS if name in values},
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
