"""A plan says the same whatever format it comes in: real originals and converted seeds."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Hashable
from pathlib import Path

import pytest

from planapp.domain.extraction import extract
from planapp.domain.reading import read

pytestmark = pytest.mark.services

_ROOT = Path(__file__).parents[2]
_CORPUS = _ROOT.parent / "shared" / "extraction" / "corpus"
_ORIGINALS = ("bj-tcm-2017.html", "gov-agrimachinery-2018.html", "sz-gazelle-2025.pdf")
_SEEDS = ("guizhou-2016", "jiangsu-2021", "yunnan-2021", "yunnan-news-2020", "zhejiang-2021")
_LEAST = 0.95
_Facts = Counter[Hashable]


def _facts(path: Path) -> tuple[_Facts, _Facts]:
    plan = extract(read(path.read_bytes(), file_name=path.name).text)
    indicators = Counter[Hashable](
        (one.name, one.value, one.value_max, one.value_unit, one.target_year)
        for one in plan.indicators
    )
    units = Counter[Hashable]((unit.name, unit.role) for task in plan.tasks for unit in task.units)
    return indicators, units


def _share(found: _Facts, wanted: _Facts) -> float:
    largest = max(found.total(), wanted.total())
    return (found & wanted).total() / largest if largest else 1.0


def _assert_same(path: Path, text: Path) -> None:
    (indicators, units), (wanted_indicators, wanted_units) = _facts(path), _facts(text)
    assert wanted_indicators.total() > 0
    assert _share(indicators, wanted_indicators) >= _LEAST, wanted_indicators - indicators
    assert _share(units, wanted_units) >= _LEAST, wanted_units - units


@pytest.mark.parametrize("name", _ORIGINALS)
def test_original_gives_what_its_text_gives(name: str) -> None:
    if not _CORPUS.is_dir():
        pytest.skip("the corpus of real plans is not here")
    _assert_same(_CORPUS / name, (_CORPUS / name).with_suffix(".txt"))


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every seed as .txt, .docx and .pdf."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("converted")
    for name in _SEEDS:
        shutil.copy(_ROOT / "seeds" / f"{name}.txt", folder)
    run = [office, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    for target, source in (("docx", "txt"), ("pdf", "docx")):
        encoded = ["--infilter=Text (encoded):UTF8,LF,,,"] if source == "txt" else []
        files = [str(folder / f"{name}.{source}") for name in _SEEDS]
        subprocess.run(
            [*run, *encoded, "--convert-to", target, "--outdir", str(folder), *files],
            check=True, capture_output=True, timeout=240,
        )  # fmt: skip
    return folder


@pytest.mark.parametrize("ending", [".docx", ".pdf"])
@pytest.mark.parametrize("name", _SEEDS)
def test_converted_seed_gives_what_its_text_gives(name: str, ending: str, converted: Path) -> None:
    _assert_same(converted / f"{name}{ending}", converted / f"{name}.txt")
