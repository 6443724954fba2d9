"""The files for servers without containers, and how docker-compose.yml shuts its services in."""

from __future__ import annotations

import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest
import yaml

from tests.live import COMMANDS
from tests.processes import ROOT

SYSTEMD = ROOT / "deploy" / "systemd"
UNITS = sorted(SYSTEMD.glob("*.service"))
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
LASTING = SERVICES.keys() - {"migrate"}


def unit(path: Path) -> RawConfigParser:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment]
    parser.read(path, encoding="utf-8")
    return parser


@pytest.mark.parametrize("name", ("web", "worker", "beat"))
def test_unit_starts_what_compose_starts_and_starts_it_again(name: str) -> None:
    service = unit(SYSTEMD / f"tracker-{name}.service")["Service"]
    there = [part for part in COMMANDS[name] if not re.search(r"[:/]", part)]
    here = [Path(part).name for part in service["ExecStart"].split()]
    assert [part for part in there if part not in here] == []
    assert service["Restart"] == "always"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_unit_is_nobodys_root_and_writes_only_its_own(path: Path) -> None:
    service = unit(path)["Service"]
    wanted = {"User": "tracker", "ProtectSystem": "strict", "NoNewPrivileges": "yes"}
    assert {name: service[name] for name in wanted} == wanted


@pytest.mark.services
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    programs = tmp_path / "tracker" / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("python", "gunicorn", "celery"):
        (programs / name).touch(mode=0o755)
    copies = []
    for path in (*UNITS, *SYSTEMD.glob("*.timer")):
        text = path.read_text(encoding="utf-8").replace("/opt/tracker", str(tmp_path / "tracker"))
        copies.append(tmp_path / path.name)
        copies[-1].write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, copies)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_service_of_compose_is_shut_in(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "mem_limit" in service


def test_service_of_compose_that_lasts_is_watched_and_started_again() -> None:
    assert {name for name in LASTING if "healthcheck" not in SERVICES[name]} == set()
    assert {SERVICES[name]["restart"] for name in LASTING} == {"unless-stopped"}


def test_proxy_lets_through_what_the_product_takes() -> None:
    text = (ROOT / "deploy" / "nginx" / "tracker.conf").read_text(encoding="utf-8")
    [limit] = re.findall(r"client_max_body_size (\d+)m;", text)
    assert int(limit) > 20 + 5  # so that the product itself says what is too large
