"""The migrations give exactly the models, and lead to nothing and back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.processes import environment, run_manage


def tables(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'planapp_%'")
        return {name for (name,) in rows}


@pytest.mark.django_db
def test_models_have_no_change_without_a_migration() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_migrations_lead_to_nothing_and_back(tmp_path: Path) -> None:
    env = environment(tmp_path)
    stages = []
    for target in ((), ("planapp", "zero"), ()):
        done = run_manage("migrate", *target, "--verbosity", "0", env=env)
        assert (done.returncode, done.stderr) == (0, "")
        stages.append(tables(tmp_path / "tracker.sqlite3"))
    full, nothing, again = stages
    assert "planapp_plan" in full
    assert nothing == set()
    assert again == full
