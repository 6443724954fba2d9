"""The settings: every variable is documented with its default, and unsafe ones are refused."""

from __future__ import annotations

import ast
import json
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, environment, run_manage

DOCUMENTED = dict(
    re.findall(
        r"^#([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE
    )
)
DATABASE = "postgres://tracker:secret@db.invalid/tracker"
KEY = "k9" * 30
# Fixed by the image and docker-compose.yml, or for demonstration and development only.
NOT_PASSED_ON = {"DATA_DIR", "MEDIA_ROOT", "STATIC_ROOT", "DEMO_DAYS", "DEBUG"}


def reads() -> dict[str, ast.expr]:
    """Each variable that the settings read, with the expression of its default."""
    tree = ast.parse((ROOT / "tracker" / "settings.py").read_text(encoding="utf-8"))
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env."):
            name, *rest = node.args
            if isinstance(name, ast.Constant) and rest:
                found[name.value] = rest[0]
    return found


def written(default: object) -> str:
    """A default as it is written in .env."""
    if isinstance(default, list):
        return ",".join(default)
    return json.dumps(default) if isinstance(default, bool) else str(default)


def defaults() -> dict[str, str]:
    """The defaults that do not depend on other settings, as they are written in .env."""
    fixed = (ast.Constant, ast.List)
    return {
        name: written(ast.literal_eval(default))
        for name, default in reads().items()
        if isinstance(default, fixed)
    }


def setting(name: str, env: dict[str, str]) -> str:
    """What a fresh process makes of a setting; its last line of error where it refuses."""
    script = f"from tracker import settings; print(settings.{name})"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()[-1]


def test_every_variable_is_documented() -> None:
    assert set(DOCUMENTED) == reads().keys()


def test_documented_defaults_are_the_defaults() -> None:
    expected = defaults()
    assert len(expected) > 8
    assert {name: DOCUMENTED[name] for name in expected} == expected


def test_docker_compose_passes_on_every_variable() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    shared = compose.split("\nservices:")[0]
    passed = re.findall(r"^    ([A-Z_]+?)(?:_FILE)?:", shared, re.MULTILINE)
    assert sorted(passed) == sorted(DOCUMENTED.keys() - NOT_PASSED_ON)


def test_docker_compose_has_the_same_defaults_but_for_a_server() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    given = dict(re.findall(r"^    ([A-Z_]+): \$\{\1:?-(.*)\}$", compose, re.MULTILINE))
    assert len(given) > 40
    others = {name for name, default in given.items() if default != DOCUMENTED[name]}
    assert others == {"HTTPS", "BEHIND_PROXY", "BACKUP_DIR"}


def test_embedded_installation_keeps_its_key_for_its_owner_alone(tmp_path: Path) -> None:
    key = setting("SECRET_KEY", environment(tmp_path))
    file = tmp_path / "secret_key"
    assert len(key) >= 50
    assert setting("SECRET_KEY", environment(tmp_path)) == key == file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_database_without_a_key_is_refused(tmp_path: Path) -> None:
    told = setting("SECRET_KEY", environment(tmp_path, DATABASE_URL=DATABASE, SECRET_KEY=""))
    assert told.endswith("使用 DATABASE_URL 时必须设置 SECRET_KEY 或 SECRET_KEY_FILE。")


def test_secret_in_a_file_is_read_without_its_line_end(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n", encoding="utf-8")
    assert setting("SECRET_KEY", environment(tmp_path, SECRET_KEY_FILE=str(file))) == KEY


@pytest.mark.parametrize(
    ("variables", "secure"),
    [({}, "False"), ({"DATABASE_URL": DATABASE, "SECRET_KEY": KEY}, "True")],
)
def test_https_is_required_with_a_database_server(
    tmp_path: Path, variables: dict[str, str], secure: str
) -> None:
    env = environment(tmp_path, **variables)
    del env["HTTPS"]
    assert setting("SESSION_COOKIE_SECURE", env) == secure


def test_production_settings_pass_the_deployment_checks(tmp_path: Path) -> None:
    env = environment(tmp_path, HTTPS="1", SECRET_KEY=KEY + "aBcDeFg")
    done = run_manage("check", "--deploy", "--fail-level", "WARNING", env=env)
    assert (done.stderr, done.returncode) == ("", 0)


def test_secrets_of_channels_are_known_by_name_and_nothing_else_is(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("secret-in-a-file\n", encoding="utf-8")
    given = {"CHANNEL_A": "secret", "CHANNEL_B_FILE": str(file), "CHANNEL_SECONDS": "5"}
    found = ast.literal_eval(setting("CHANNEL_SECRETS", environment(tmp_path, **given)))
    assert found == {"CHANNEL_A": "secret", "CHANNEL_B": "secret-in-a-file"}


@pytest.mark.parametrize(("https", "name"), [("1", "__Host-sessionid"), ("0", "sessionid")])
def test_cookies_are_bound_to_this_host_over_https(tmp_path: Path, https: str, name: str) -> None:
    given = "__dict__.get('SESSION_COOKIE_NAME', 'sessionid')"  # else Django's own
    assert setting(given, environment(tmp_path, HTTPS=https)) == name


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("ADMIN_PATH", "guihua/ht", True),
        ("ADMIN_PATH", "apis", True),
        ("ADMIN_PATH", "api", False),
        ("ADMIN_PATH", "health/x", False),
        ("ADMIN_PATH", "../x", False),
        ("ADMIN_PATH", "a/", False),
        ("PASSWORD_HASH", "pbkdf2_sm3", True),
        ("PASSWORD_HASH", "md5", False),
    ],
)
def test_path_and_kind_of_password_are_checked(
    tmp_path: Path, variable: str, value: str, allowed: bool
) -> None:
    found = setting(variable, environment(tmp_path, **{variable: value}))
    assert (found == value) is allowed
