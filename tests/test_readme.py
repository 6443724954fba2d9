"""What the README promises exists: its commands, its links, its days."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planapp.management.commands.demo import DAYS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def test_quick_start_commands_are_targets() -> None:
    blocks = re.findall(r"^```\n(make .*?)\n```", README, re.MULTILINE | re.DOTALL)
    assert blocks == ["make demo", "make test"]
    assert {command.removeprefix("make ") for command in blocks} <= TARGETS


def test_every_make_command_named_is_a_target() -> None:
    named = set(re.findall(r"\bmake ([a-z]+)\b", " ".join(re.findall(r"`+([^`]+)`+", README))))
    assert named - TARGETS == set()


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_link_leads_to_a_file(link: str) -> None:
    assert (ROOT / link).exists()


def test_demonstration_stands_on_the_same_days_everywhere() -> None:
    assert re.findall(r"^ON \?= (.*)$", MAKEFILE, re.MULTILINE) == [DAYS]
    assert [day for day in DAYS.split(",") if day not in README] == []
