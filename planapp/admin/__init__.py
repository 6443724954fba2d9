"""The admin: one file per group of nouns, declarations only."""

from __future__ import annotations

from planapp.admin import people, plan, progress, register, security

__all__ = ("people", "plan", "progress", "register", "security")
