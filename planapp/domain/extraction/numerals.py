"""Numbers in every notation a plan uses, with their offsets: 1,200, １２００, 五千亿, 3—5, 三成."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
POWERS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
_HAN = "零〇一二三四五六七八九十百千万亿两"
_NO_COUNT = "个批是步定些体致般种套样系律起直家条项流类级"  # 一个, 一批: said of anything
_ARABIC = (
    r"(?<![\d.．])\d{1,3}(?:[,，   ]\d{3}){1,5}(?![\d])(?:[.．]\d{1,8})?"
    r"|\d{1,18}(?:[.．](?!(?:19|20)\d\d年)\d{1,8})?"
)
_TOKEN = re.compile(
    rf"(?=[{_HAN}\d翻半])(?:"  # tested first: most signs begin no number
    rf"(?P<share>(?:[{_HAN}]{{1,6}}|\d{{1,4}})分之(?:[{_HAN}]{{1,6}}|\d{{1,4}}))"
    r"|(?P<fold>翻(?:[一两二三四]|\d)?番)"
    r"|(?P<half>一半|半数)"
    rf"|(?P<arabic>{_ARABIC})"
    rf"|(?P<han>(?!一[{_NO_COUNT}])[{_HAN}]{{1,16}}))"
)
_SCALE = re.compile(
    r"(\s?[余多来])?(\s?[十百千]?[万亿]{1,2}|[百千](?!米|克|瓦|分|伏|字|卡|帕))?(\s?[余多来])?"
)
_PARTING = re.compile(r"[,\s]")
_VAGUE = frozenset("余多来")
_MYRIAD = re.compile("[万亿]{1,2}")
_PERCENT = frozenset("%％")
_DASH = re.compile(r"\s?(?:[—–\-－~～〜−]{1,2}|至|到)\s?")
_RATIO = re.compile(r"([∶:：])(\d{1,3}(?:[.．]\d{1,3})?)(?![\d个家项年月])")
_TENTHS = re.compile(r"成(?![员为立功果就长本熟绩都分套份因品渝])")


@dataclass(slots=True)
class Number:
    """A number as written; `scale` (万, 亿, 万亿) and `unit` (%, 倍, ∶1) belong to its unit."""

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None = None
    scale: str = ""
    unit: str = ""  # fixed by the notation itself: 三成, 百分之二十, 翻番, 2∶1
    at_least: bool = False  # 2000多, 1900余
    is_han: bool = False
    is_exact: bool = True  # False for 三分之一, which no decimal number states


def read_han(written: str) -> Decimal | None:
    """The value of a Chinese numeral (一千二百, 二〇二五, 十); None when it is no numeral."""
    if not written:
        return None
    if not set(written) & (POWERS.keys() | MYRIADS.keys()):
        digits = "".join(str(DIGITS[c]) for c in written)
        return Decimal(digits) if len(written) == 1 or len(written) >= 3 else None
    total, section, digit = 0, 0, None
    for char in written:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in POWERS:
            section += (1 if digit is None else digit) * POWERS[char]
            digit = None
        else:
            total = (total + section + (digit or 0) or 1) * MYRIADS[char]
            section, digit = 0, None
    return Decimal(total + section + (digit or 0))


def read_digits(written: str) -> Decimal:
    """The value of digits of any width, thousands separated by commas or spaces."""
    if written.isdecimal():
        return Decimal(written)
    plain = unicodedata.normalize("NFKC", written)
    return Decimal(_PARTING.sub("", plain))


def find_numbers(text: str) -> list[Number]:
    """Every number of the text in order; ranges and ratios are one number each."""
    return list(_scan(text))


def _scan(text: str) -> Iterator[Number]:
    at = 0
    while match := _TOKEN.search(text, at):
        found = _read(text, match)
        if found is None:
            at = match.end()
            continue
        joined = _join_range(text, found)
        yield joined
        at = max(joined.end, match.end())


def _read(text: str, match: re.Match[str]) -> Number | None:
    kind, written = match.lastgroup, match.group()
    start, end = match.span()
    if kind == "share":
        return _read_share(written, start=start, end=end)
    if kind == "fold":
        times = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}
        mark = written[1:-1]
        folds = times.get(mark) or (int(mark) if mark else 1)
        return Number(start, end, Decimal(2**folds), unit="倍")
    if kind == "half":
        return Number(start, end, Decimal(50), unit="%", is_han=True)
    if kind == "han":
        return _read_han_number(text, start=start, end=end)
    return _read_arabic(text, start=start, end=end)


def _read_share(written: str, *, start: int, end: int) -> Number | None:
    below, above = (_either(part) for part in written.split("分之"))
    if not below or above is None:
        return None
    if below == 1000:
        return Number(start, end, above, unit="‰", is_han=True)
    percent = above * 100 / below
    rounded = percent.quantize(Decimal("0.01")).normalize()
    exact = rounded == percent
    return Number(start, end, Decimal(f"{rounded:f}"), unit="%", is_han=True, is_exact=exact)


def _either(written: str) -> Decimal | None:
    return read_digits(written) if written[0].isdecimal() else read_han(written)


def _read_han_number(text: str, *, start: int, end: int) -> Number | None:
    written = text[start:end]
    if (tenths := _TENTHS.match(text, end)) and len(written) == 1 and written in DIGITS:
        return Number(start, tenths.end(), Decimal(DIGITS[written] * 10), unit="%", is_han=True)
    body = written.rstrip("万亿")
    scale = written[len(body) :]
    if set(body) & MYRIADS.keys():
        body, scale = written, ""
    vague = text[end : end + 1] in _VAGUE
    at_least, end = (True, end + 1) if vague else (False, end)
    if vague and not scale and (more := _MYRIAD.match(text, end)):
        scale, end = more.group(), more.end()
    if len(body) == 2 and _is_neighbours(body):
        low, high = DIGITS[body[0]], DIGITS[body[1]]
        return Number(start, end, Decimal(low), Decimal(high), scale=scale, is_han=True)
    value = read_han(body) if body else Decimal(1)
    if value is None:
        return None
    return Number(start, end, value, scale=scale, at_least=at_least, is_han=True)


def _is_neighbours(pair: str) -> bool:
    """三五个, 两三家: two digits side by side are a range."""
    if not all(c in DIGITS for c in pair):
        return False
    low, high = DIGITS[pair[0]], DIGITS[pair[1]]
    return 1 <= high - low <= 2 and low > 0


def _read_arabic(text: str, *, start: int, end: int) -> Number:
    value = read_digits(text[start:end])
    if ratio := _RATIO.match(text, end):
        is_clock = "." not in ratio.group() and len(ratio.group(2)) == 2 and value < 25
        if not is_clock:
            return Number(start, ratio.end(), value, unit=ratio.group())
    scale_at = _SCALE.match(text, end)
    if scale_at is None or not scale_at.group():
        return Number(start, end, value)
    scale = (scale_at.group(2) or "").strip()
    body = scale.lstrip("十百千")
    for char in scale[: len(scale) - len(body)]:
        value *= POWERS[char]
    vague = bool(scale_at.group(1) or scale_at.group(3))
    return Number(start, scale_at.end(), value, scale=body, at_least=vague)


def _join_range(text: str, low: Number) -> Number:
    """3—5, 3%—5%, 20万—30万: one number with an upper end."""
    if low.value_max is not None or low.unit not in {"", "%"}:
        return low
    percent = text[low.end : low.end + 1] in _PERCENT
    dash = _DASH.match(text, low.end + percent)
    if dash is None or _starts_change(text, low.start):
        return low
    upper = _TOKEN.match(text, dash.end())
    high = _read(text, upper) if upper else None
    if high is None or high.value <= low.value or high.unit != low.unit:
        return low
    if low.scale not in {"", high.scale} or low.is_han != high.is_han:
        return low
    if percent and text[high.end : high.end + 1] not in _PERCENT:
        return low
    return Number(
        low.start, high.end, low.value, high.value, scale=high.scale, unit=low.unit,
        at_least=high.at_least, is_han=low.is_han,
    )  # fmt: skip


def _starts_change(text: str, start: int) -> bool:
    """由12项到21项 is a change from a base, not a range."""
    return text[max(0, start - 1) : start] in {"由", "从"}
