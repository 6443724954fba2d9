"""Secrets: the key of an embedded installation, and what the channels are opened with."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key
from environs import FileAwareEnv

_PREFIX, _IN_A_FILE = "CHANNEL_", "_FILE"
_NO_SECRETS = {"CHANNEL_HOSTS", "CHANNEL_SECONDS"}  # settings


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


def channel_secrets(env: FileAwareEnv) -> dict[str, str]:
    """By name the variables CHANNEL_…, given as such or as CHANNEL_…_FILE.

    Only these can be named where a channel is set up: nobody can send the secret key away.
    """
    names = {name.removesuffix(_IN_A_FILE) for name in os.environ if name.startswith(_PREFIX)}
    return {name: env.str(name, "") for name in names - _NO_SECRETS}
