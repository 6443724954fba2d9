"""`manage.py rebuild_search`: what it finds, says and mends."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import make_unit

pytestmark = pytest.mark.django_db


def rebuild(*arguments):
    out = StringIO()
    call_command("rebuild_search", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_rebuild_search_checks_and_mends():
    make_unit()
    with pytest.raises(SystemExit) as stopped:
        rebuild("--check")
    assert stopped.value.code == 1
    assert "单位 1 条：缺 1，过时 0，多余 0。" in rebuild()
    assert "单位 1 条：全部相符。" in rebuild("--check")
