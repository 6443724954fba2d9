"""The log: to standard error, each line with the request and the person that it belongs to."""

from __future__ import annotations

from typing import Any

_LINE = "%(asctime)s %(levelname)s %(name)s [%(request_id)s %(person_id)s] %(message)s"


def logging_of(form: str, *, level: str) -> dict[str, Any]:
    """Django's LOGGING; `form` is `line` or `json`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"traced": {"()": "planapp.trace.Traced"}},
        "formatters": {"line": {"format": _LINE}, "json": {"()": "planapp.trace.JsonFormatter"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": form, "filters": ["traced"]}
        },
        "root": {"handlers": ["stderr"], "level": level},
    }
