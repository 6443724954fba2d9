"""Where the current request comes from, for the audit trail."""

from __future__ import annotations

from contextvars import ContextVar

current_origin: ContextVar[str] = ContextVar("current_origin", default="")
