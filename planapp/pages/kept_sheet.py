"""The sheet that a person uploaded last, until it is confirmed: one file, and for a day at most.

It is found by who asks, not by what the browser sends, and never leaves as it came.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from planapp.models import User

_FOLDER = "unit_sheets"
_LIFE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """`digest` tells whether what is confirmed is what was looked at."""

    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def keep_sheet(content: bytes, *, by: User) -> None:
    """In the place of the one before; forgotten sheets of others go, too."""
    drop_sheet(by)
    if default_storage.exists(_FOLDER):
        for name in default_storage.listdir(_FOLDER)[1]:
            if _is_old(f"{_FOLDER}/{name}"):
                default_storage.delete(f"{_FOLDER}/{name}")
    default_storage.save(_name(by), ContentFile(content))


def kept_sheet(by: User) -> KeptSheet | None:
    """What the person has yet to confirm, if there is anything."""
    name = _name(by)
    if not default_storage.exists(name) or _is_old(name):
        return None
    with default_storage.open(name) as file:
        return KeptSheet(file.read())


def drop_sheet(by: User) -> None:
    default_storage.delete(_name(by))


def _name(by: User) -> str:
    return f"{_FOLDER}/{by.pk}.xlsx"


def _is_old(name: str) -> bool:
    """By the file's own time, which no demonstration moves."""
    return timezone.now() - default_storage.get_modified_time(name) > _LIFE
