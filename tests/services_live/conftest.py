"""An installation whose processes the tests start, kill and watch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live import live_environment


@pytest.fixture
def env(tmp_path: Path, redis_url: str) -> dict[str, str]:
    return live_environment(tmp_path, redis_url)
