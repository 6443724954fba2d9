"""Names in a ledger → the items they mean: by code, by name, or by what a person chose."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from planapp.domain.ledger.texts import split_measure
from planapp.domain.likeness import compare_names
from planapp.imports.intake import NEW, NameMatch
from planapp.queries.import_runs import Nameable

_MOST = 8  # candidates that one chooses from
_MARKS = re.compile(r"[\s“”\"'《》，,、；;。.]+")
_NUMBER = re.compile(r"^(?:\d+(?:[.、．)）]\d*)*|[（(]?[一二三四五六七八九十]+[)）、.])\s*")
NOT_IN = "-"  # chosen where a name means none of the items


@dataclass(frozen=True, slots=True)
class Naming:
    """What names in a ledger mean: `among` which items they are looked for, whether what is not
    there `may_add` one, and whether one name may be that of several, as of people.
    """

    among: str = "规划"
    may_add: bool = False
    are_people: bool = False


IN_PLAN = Naming()


class Names:
    """The names that items go by; each written name is answered once and kept in `told`.

    An item may come several times, under each of its names.
    """

    def __init__(
        self,
        items: Sequence[Nameable],
        chosen: Mapping[str, str],
        *,
        region: str = "",
        naming: Naming = IN_PLAN,
        on: date | None = None,
    ) -> None:
        self.on = on  # the day whose names of units are meant
        self.items, self.chosen, self.region, self.naming = items, chosen, region, naming
        self.by_code = {
            code: item
            for item in reversed(items)  # the first tells what it is called
            for code in (item.code, item.other_code)
        }
        self.by_name: defaultdict[str, list[Nameable]] = defaultdict(list)
        for item in items:
            self.by_name[_plain(item.name)].append(item)
        self.told: dict[tuple[str, str], NameMatch] = {}

    def find(self, *, code: str, name: str, row: int) -> NameMatch:
        """What a row is about; the first row with a name stands for all."""
        key = (code, name)
        if key not in self.told:
            self.told[key] = self._find(code=code, name=name, row=row)
        return self.told[key]

    def _find(self, *, code: str, name: str, row: int) -> NameMatch:
        written = " ".join(filter(None, (code, name)))
        if code and (item := self.by_code.get(code)):
            return _match(written, row, item, how="编码相同", is_sure=True)
        chosen = self.chosen.get(written)
        if chosen == NOT_IN:
            return NameMatch(written, row, "选择了不导入", is_left_out=True)
        if chosen == NEW and self.naming.may_add:
            return NameMatch(written, row, "选择了新增", is_new=True)
        if chosen and (item := self.by_code.get(chosen)):
            return _match(written, row, item, how="已选定")
        same = _once(self.by_name.get(_plain(name), [])) if name else []
        if len(same) == 1 and not self.naming.are_people:
            return _match(written, row, same[0], how="名称相同")
        if same:
            return NameMatch(written, row, "有同名的，请选择", candidates=self._choices(same))
        near = _once([item for item in self.items if _is_near(name, item.name, self.region)])
        if not near and self.naming.may_add:
            return NameMatch(written, row, "新增", is_sure=True, is_new=True)
        how = "名称相近，请选择" if near else f"{self.naming.among}中没有找到"
        return NameMatch(written, row, how, candidates=self._choices(near))

    def _choices(self, items: Sequence[Nameable]) -> tuple[tuple[str, str], ...]:
        found = [(item.code, _words(item)) for item in items[:_MOST]]
        return tuple([*found, (NEW, "（新增）")] if found and self.naming.may_add else found)


def _match(written: str, row: int, item: Nameable, *, how: str, is_sure: bool = False) -> NameMatch:
    return NameMatch(written, row, how, item.code, _words(item), is_sure)


def _once(items: Sequence[Nameable]) -> list[Nameable]:
    return list({item.code: item for item in items}.values())


def _words(item: Nameable) -> str:
    return f"{item.name}（{item.more}）" if item.more else item.name


def _is_near(written: str, name: str, region: str) -> bool:
    return bool(written) and compare_names(_bare(written), _bare(name), region=region) is not None


def _bare(name: str) -> str:
    """Without its number and without the unit of measure behind it."""
    plain = unicodedata.normalize("NFKC", name).strip()
    return split_measure(_NUMBER.sub("", plain))[0].strip()


def _plain(name: str) -> str:
    return _MARKS.sub("", _bare(name))
