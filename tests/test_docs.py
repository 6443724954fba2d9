"""What the documentation names is there: files, commands, functions, variables, links."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from celery import current_app
from django.core.management import get_commands

from planapp.pages.menu import MENU

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("seeds/*.md")])
ENDINGS = "py|md|html|js|css|json|sql|typ|yml|toml|txt"
PLACEHOLDER = re.compile(r"NOUN|NNNN")  # stands for many
LAYERS = "domain|models|queries|services|imports|reports|pages|admin|api|demo"
KNOWN = (ROOT / ".env.example").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs" / "guide" / "运维.md").read_text(encoding="utf-8")


def spoken(page: Path) -> list[str]:
    """What stands between back quotes."""
    return re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8"))


def ids(page: Path) -> str:
    return str(page.relative_to(ROOT))


def is_there(name: str, files: frozenset[str]) -> bool:
    return any(f"/{file}".endswith(f"/{name}") for file in files) or bool(list(ROOT.glob(name)))


@pytest.fixture(scope="module")
def files() -> frozenset[str]:
    folders = ("planapp", "tests", "benchmarks", "tracker", "docs", "fixtures", "seeds")
    found = [file for folder in folders for file in (ROOT / folder).rglob("*.*")]
    return frozenset(str(file.relative_to(ROOT)) for file in [*found, *ROOT.glob("*.*")])


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_files_are_there(page: Path, files: frozenset[str]) -> None:
    names = [
        name
        for words in spoken(page)
        for name in re.findall(rf"(?<![\w./*-])[\w][\w./*-]*\.(?:{ENDINGS})(?![\w.])", words)
    ]
    assert [name for name in names if not (PLACEHOLDER.search(name) or is_there(name, files))] == []


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_folders_are_there(page: Path) -> None:
    named = {
        name.rstrip("/")
        for words in spoken(page)
        for name in re.findall(rf"(?<![\w./*-])(?:tests|docs|{LAYERS})/[\w/]*(?![\w.*])", words)
        if not PLACEHOLDER.search(name)
    }
    places = (ROOT, ROOT / "planapp")
    found = {name for name in named for place in places if [*place.glob(f"{name}*")]}
    assert named - found == set()


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_commands_are_there(page: Path) -> None:
    named = set(re.findall(r"manage\.py (\w+)", page.read_text(encoding="utf-8")))
    assert named - set(get_commands()) == set()


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_functions_are_there(page: Path) -> None:
    dotted = rf"(?:planapp\.)?((?:{LAYERS})(?:\.\w+)+)"
    names = {name for words in spoken(page) for name in re.findall(rf"^{dotted}(?:\(.*)?$", words)}
    assert [name for name in sorted(names) if not _is_importable(name)] == []


def _is_importable(name: str) -> bool:
    module, _, last = f"planapp.{name}".rpartition(".")
    try:
        return hasattr(import_module(module), last) or bool(import_module(f"{module}.{last}"))
    except ImportError:
        return False


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_operators_guide_names_every_variable_and_no_other() -> None:
    read = set(re.findall(r"^#([A-Z_]+)=", KNOWN, re.MULTILINE))
    told = re.findall(r"`([A-Z]+(?:_[A-Z]+)+|HTTPS|DEBUG)(?:=[^`]*)?`", OPERATING)
    named = {name.removesuffix("_FILE") for name in told}
    assert read - named == set()
    assert named - read == {"HTTPS_PROXY", "REQUESTS_CA_BUNDLE"}  # of what the product stands on


def test_operators_guide_names_every_command() -> None:
    ours = {name for name, app in get_commands().items() if app == "planapp"}
    assert ours - set(re.findall(r"\w+", OPERATING)) == set()


def test_operators_guide_has_the_whole_timetable() -> None:
    entries = current_app.conf.beat_schedule.values()
    jobs = [entry["task"].rpartition(".")[2] for entry in entries]
    told = re.findall(r"^\| [^|]+ \| `(\w+)` \|", OPERATING, re.MULTILINE)
    assert sorted(told) == sorted(jobs)


def test_every_page_of_the_menu_is_in_a_guide() -> None:
    guides = "".join(page.read_text(encoding="utf-8") for page in ROOT.glob("docs/guide/*.md"))
    labels = {entry.label for _, entries in MENU for entry in entries}
    assert {label for label in labels if not re.search(rf"[“*、]{label}[”*、]", guides)} == set()


def rows_of(page: str, heading: str) -> list[list[str]]:
    """The cells of all rows of tables under a heading."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    part = text.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")]
    return [row for row in rows if row[0] not in {"items", "control"}]


@pytest.mark.parametrize(
    ("heading", "claimed"),
    [
        ("OWASP ASVS", lambda row: row[1].startswith("met")),
        ("GB/T 22239", lambda row: row[1] != "—"),
    ],
    ids=["ASVS", "GB/T 22239"],
)
def test_what_is_claimed_of_security_names_its_evidence(
    heading: str, claimed: Callable[[list[str]], bool]
) -> None:
    """A file or a folder, whose presence the tests above look after, or a page that is linked."""
    rows = rows_of("security.md", heading)
    assert len(rows) > 10
    paths = rf"`[\w./*-]+\.(?:{ENDINGS})`|`(?:tests|docs|{LAYERS})/[\w/]*`|`Dockerfile`"
    shown = re.compile(rf"{paths}|\]\(")
    assert [row[0] for row in rows if claimed(row) and not shown.search(row[-1])] == []
