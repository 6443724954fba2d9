"""The secret key of an embedded installation: made once, kept beside its database."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def kept_secret_key(path: Path) -> str:
    """The key in this file, which is made, readable by its owner alone, when it is missing."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    key = get_random_secret_key()
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key
