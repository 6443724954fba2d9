"""Charts for what is handed out: drawn as SVG here, turned into pictures without a browser."""

from __future__ import annotations

import tempfile
from base64 import b64encode
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

from pylopdf_fonts_zh_cn import sans_path

from planapp.domain.terms import Light

COLOURS = {
    Light.GREEN: "#187933",
    Light.YELLOW: "#8a5a00",
    Light.RED: "#b42318",
    Light.GREY: "#57606a",
}
FONT = "Noto Sans SC"
_WIDTH, _ROW, _BAR, _LABEL, _TOP = 640, 34, 20, 110, 34
_TOTAL = 80  # for the words right of a bar
_DIGIT = 9  # of a number in a bar; where it does not fit, the table has it
_PLOT, _PLOT_TOP = 230, 30  # of a line over the years
_ACCENT = "#1f5fa8"
_PIXELS_PER_INCH = 200
_POINTS = 0.72  # of a pixel here, so that the picture fits a page's text


def light_bars_svg(groups: Sequence[tuple[str, Sequence[tuple[Light, int]]]]) -> str:
    """A bar to a group, its lights side by side with their numbers; groups without any left out."""
    shown = [(label, lights) for label, lights in groups if sum(n for _, n in lights)]
    height = _TOP + _ROW * len(shown)
    parts = [_legend()]
    for place, (label, lights) in enumerate(shown):
        parts.append(_bar(label, lights, top=_TOP + _ROW * place))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
        f' width="{_WIDTH}" height="{height}" font-family="{FONT}" font-size="13">'
        f"{''.join(parts)}</svg>"
    )


def _legend() -> str:
    step = 90
    return "".join(
        f'<rect x="{_LABEL + step * place}" y="6" width="12" height="12" fill="{COLOURS[light]}"/>'
        f'<text x="{_LABEL + step * place + 18}" y="17" fill="#1b1f24">{light.label}</text>'
        for place, light in enumerate(Light)
    )


def _bar(label: str, lights: Sequence[tuple[Light, int]], *, top: int) -> str:
    total = sum(number for _, number in lights)
    width = _WIDTH - _LABEL - _TOTAL
    parts = [f'<text x="0" y="{top + 15}" fill="#1b1f24">{escape(label)}</text>']
    left = float(_LABEL)
    for light, number in lights:
        if not number:
            continue
        wide = width * number / total
        parts.append(
            f'<rect x="{left:.1f}" y="{top}" width="{wide:.1f}" height="{_BAR}"'
            f' fill="{COLOURS[light]}"/>'
        )
        if wide > _DIGIT * len(str(number)):
            parts.append(
                f'<text x="{left + wide / 2:.1f}" y="{top + 15}" fill="#ffffff"'
                f' text-anchor="middle">{number}</text>'
            )
        left += wide
    parts.append(f'<text x="{left + 8:.1f}" y="{top + 15}" fill="#1b1f24">共{total}项</text>')
    return "".join(parts)


def years_svg(
    years: Sequence[tuple[str, Decimal]],
    *,
    base: str,
    pending: str,
    aim: tuple[str, Decimal] | None,
) -> str:
    """The figures of some years as a line with its values; those of `base` and `pending`, to which
    no line leads, are hollow points.

    `aim` is the words and the value of the target, a dashed line, where it can be compared.
    """
    values = [value for _, value in years] + ([aim[1]] if aim else [])
    low, high = min(values), max(values)
    room = (high - low) or max(abs(high), Decimal(1))
    place = {  # the drawing's top for a value
        value: float(_PLOT_TOP + (high - value) / room * (_PLOT - _PLOT_TOP - 64))
        for value in values
    }
    step = (_WIDTH - 2 * _LABEL) / max(len(years) - 1, 1)
    points = [(_LABEL + step * at, place[value]) for at, (_, value) in enumerate(years)]
    drawn = zip(years, points, strict=True)
    path = " ".join(f"{x:.1f},{y:.1f}" for (label, _), (x, y) in drawn if label != pending)
    parts = [f'<polyline points="{path}" fill="none" stroke="{_ACCENT}" stroke-width="2"/>']
    parts += [_aim(aim[0], place[aim[1]])] if aim else []
    for (label, value), (x, y) in zip(years, points, strict=True):
        parts.append(
            _point(
                x, y, label=label, words=f"{value.normalize():,f}", hollow=label in {base, pending}
            )
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_PLOT}"'
        f' width="{_WIDTH}" height="{_PLOT}" font-family="{FONT}" font-size="13">'
        f'<line x1="40" y1="{_PLOT - 28}" x2="{_WIDTH - 40}" y2="{_PLOT - 28}" stroke="#d8dee4"/>'
        f"{''.join(parts)}</svg>"
    )


def _aim(words: str, y: float) -> str:
    return (
        f'<line x1="40" y1="{y:.1f}" x2="{_WIDTH - 40}" y2="{y:.1f}" stroke="#57606a"'
        f' stroke-dasharray="6 4"/><text x="{_WIDTH - 40}" y="{y - 6:.1f}" fill="#4a525c"'
        f' text-anchor="end">{escape(words)}</text>'
    )


def _point(x: float, y: float, *, label: str, words: str, hollow: bool) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{"#ffffff" if hollow else _ACCENT}"'
        f' stroke="{_ACCENT}" stroke-width="2"/><text x="{x:.1f}" y="{y + 20:.1f}" fill="#1b1f24"'
        f' text-anchor="middle">{escape(words)}</text><text x="{x:.1f}" y="{_PLOT - 8}"'
        f' fill="#4a525c" text-anchor="middle">{escape(label)}</text>'
    )


def svg_as_address(svg: str) -> str:
    """An address that holds the drawing itself, for a page."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def svg_as_png(svg: str) -> bytes:
    """A picture of the drawing, Chinese words in the font that comes with the product."""
    import typst  # noqa: PLC0415  # slow library: 40 MB that only reports need

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "chart.svg").write_text(svg, encoding="utf-8")
        page = Path(folder) / "page.typ"
        page.write_text(
            "#set page(width: auto, height: auto, margin: 0pt)\n"
            f'#image("chart.svg", width: {_WIDTH * _POINTS}pt)\n',
            encoding="utf-8",
        )
        return bytes(
            typst.compile(
                page,
                format="png",
                ppi=_PIXELS_PER_INCH,
                font_paths=[Path(sans_path()).parent],
                ignore_system_fonts=True,
            )
        )
