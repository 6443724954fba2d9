"""The locks name packages, versions and hashes, and nothing of the machine that wrote them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==[^\s;]+( ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def lines(lock: str) -> list[str]:
    return (ROOT / lock).read_text(encoding="utf-8").splitlines()


def versions(lock: str) -> dict[str, str]:
    pins = [line.split(" ")[0].partition("==") for line in lines(lock) if "==" in line]
    return {name.split("[")[0]: version for name, _, version in pins}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ]", each)[0].lower().replace("_", "-") for each in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_pins_with_their_hashes_alone(lock: str) -> None:
    other = [line for line in lines(lock) if not (PIN.fullmatch(line) or HASH.fullmatch(line))]
    assert other == []


def test_lock_pins_what_the_product_asks_for() -> None:
    assert names(project()["dependencies"]) - versions("requirements.txt").keys() == set()


def test_development_lock_pins_the_tools_and_the_same_versions() -> None:
    tools = names(project()["optional-dependencies"]["dev"])
    product, development = versions("requirements.txt"), versions("requirements-dev.txt")
    assert tools - development.keys() == set()
    assert {name: development.get(name) for name in product} == product
