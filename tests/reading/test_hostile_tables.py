"""Files made to harm, or broken: refused in Chinese, with the place, never a crash or a hang."""

from __future__ import annotations

import random
import struct
import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from planapp.domain.ledger import read_ledger, recognise_ledgers
from planapp.domain.reading import UnreadableDocument, read_table_file
from tests.ledger.making import Share, make_csv, make_xls, make_xlsx
from tests.reading.test_table_files import in_sheet, rows_of
from tests.reading.test_workbook import SHEET, repack

GRID = [
    ["2024年任务分解表"],
    ["序号", "任务", "牵头单位", "完成时限", "完成率"],
    [1, "甲", "省科技厅", "年底前", Share(0.5)],
    [2, "乙", "省财政厅、省教育厅", "持续推进", 3.25],
]
MUTATIONS = 240


def row(cells, number=1):
    return f'<row r="{number}">{cells}</row>'.encode()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (row('<c r="XFD1048576"><v>1</v></c>', 1048576), "XFD1048576（第1048576行第16384列）"),
        (row('<c r="A1048576"><v>1</v></c>', 1048576), "A1048576（第1048576行第1列）有内容"),
        (row('<c r="XFD1"><v>1</v></c>'), "XFD1（第1行第16384列）有内容"),
        (row('<c r="B1" t="s"><v>99</v></c>'), "“台账”B1（第1行第2列）已损坏"),
        (row('<c r="B1" t="s"><v>-1</v></c>'), "“台账”B1（第1行第2列）已损坏"),
        (row('<c r="A1"><v>1,5</v></c>'), "“台账”A1（第1行第1列）已损坏"),
        (row('<c r="A2"><v>1</v></c>'), "“台账”第1行有内容重复或次序颠倒"),
        (row('<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c>'), "“台账”第1行有内容重复"),
        (row('<c r="A1"><v>1</v></c>') * 2, "“台账”第1行有内容重复"),
        (b"<row>" + b"<c><v>1</v></c>" * 1001 + b"</row>", "ALM1（第1行第1001列）有内容"),
        (b"<row><c>", "没有结尾|row"),
        (b"<row>" * 200_000, "没有结尾"),
        (b"<row>" + b"<c>" * 200_000 + b"</row>", "不是正确的 XML"),
        (b"x" * 100, "row 之间有别的内容"),
        (row("<c r='A1'><v>&x;</v></c>"), "不是正确的 XML"),
        (row('<c r="A1" t="inlineStr"><is><t>' + "甲" * 32768 + "</t></is></c>"), "32767 字"),
        (b"\xff\xfe", "不是 UTF-8 编码"),
    ],
)  # fmt: skip
def test_sheet_made_to_harm_is_refused(rows, words):
    with pytest.raises(UnreadableDocument, match=words):
        read_table_file(in_sheet(rows), "表.xlsx")


def test_entities_are_refused():
    content = make_xlsx(GRID)
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>'
    with pytest.raises(UnreadableDocument, match="含有文档类型声明"):
        read_table_file(repack(content, SHEET, lambda _: bomb), "表.xlsx")


def test_rows_without_end_are_refused_before_they_fill_the_memory():
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("表")
        for number in range(4_100):
            sheet.write_number(number, 999, 1)
    with pytest.raises(UnreadableDocument, match="第4001行时，内容超过上限 400 万个单元格"):
        read_table_file(out.getvalue(), "表.xlsx")


def test_one_text_repeated_without_end_is_refused():
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("表")
        for number in range(1_001):
            sheet.write_string(number, 0, "甲" * 30_000)
    with pytest.raises(UnreadableDocument, match="3000 万字"):
        read_table_file(out.getvalue(), "表.xlsx")


def test_part_that_unpacks_without_end_is_refused():
    content = in_sheet(b" " * 170_000_000)
    assert len(content) < 250_000
    with pytest.raises(
        UnreadableDocument, match=r"sheet1\.xml (表格之外的内容过大|row 的内容过大|解压)"
    ):
        read_table_file(content, "表.xlsx")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.xlsx", "是空文件"),
        (b" \r\n", "a.csv", "是空文件"),
        (b"x" * 21_000_000, "a.csv", "超过上限 20 MB"),
        (b"PK\x03\x04 broken", "a.xlsx", "与扩展名 .xlsx 不符，或文件已损坏"),
        (make_xlsx(GRID)[:-200], "a.xlsx", "与扩展名 .xlsx 不符，或文件已损坏"),
        (make_xlsx(GRID), "a.xls", "实际是 .xlsx 文件。请把扩展名改为 .xlsx"),
        (make_xlsx(GRID), "a.csv", "实际是 Excel 文件"),
        (make_xls(GRID), "a.xlsx", "与扩展名 .xlsx 不符"),
        (make_xls(GRID), "a.csv", "实际是 Excel 文件"),
        (b"<html><table><tr><td>1", "a.xls", "实际是网页或 XML，不是表格文件"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "a.xls", "实际是网页或 XML"),
        (make_xlsx(GRID), "a.xlsm", "含宏的工作簿可能带有病毒，不接受"),
        (make_xlsx(GRID), "a.zip", "不接受这种文件，可以上传 .xlsx、.xls、.et、.csv"),
        (make_xlsx([]), "a.xlsx", "没有内容"),
        (b"a,b\x00\x01\x02\x03\x04", "a.csv", "不是文本文件"),
        (b"\xff\xff\xff,1", "a.csv", "编码无法识别"),
    ],
)
def test_file_that_is_no_table_is_refused(content, name, words):
    with pytest.raises(UnreadableDocument, match=words):
        read_table_file(content, name)


def test_locked_and_macro_workbooks_are_refused():
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnreadableDocument, match="设有打开密码"):
        read_table_file(locked, "a.xlsx")
    out = BytesIO(make_xlsx(GRID))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(UnreadableDocument, match="含有宏"):
        read_table_file(out.getvalue(), "a.xlsx")


def test_old_workbook_that_asks_for_a_password_is_refused():
    content = make_xls(GRID)
    code_page = struct.pack("<HH", 0x42, 2)
    locked = content.replace(code_page, struct.pack("<HH", 0x2F, 2), 1)
    assert locked != content
    with pytest.raises(UnreadableDocument, match="设有打开密码"):
        read_table_file(locked, "a.xls")


def test_workbook_from_before_1997_is_refused():
    content = make_xls(GRID)
    begin = struct.pack("<HHH", 0x809, 16, 0x600)
    with pytest.raises(UnreadableDocument, match="是 Excel 97 以前的格式"):
        read_table_file(content.replace(begin, struct.pack("<HHH", 0x809, 16, 0x500)), "a.xls")


def test_chain_of_sectors_that_bites_its_tail_is_refused():
    content = bytearray(make_xls(GRID))
    table = struct.unpack_from("<I", content, 76)[0]
    struct.pack_into("<I", content, 512 + 512 * table, 0)
    with pytest.raises(UnreadableDocument, match="已损坏，无法读取"):
        read_table_file(bytes(content), "a.xls")


def test_links_to_other_files_are_not_followed():
    link = b'<externalReferences><externalReference r:id="rId9"/></externalReferences></workbook>'
    content = repack(
        make_xlsx(GRID), "xl/workbook.xml", lambda old: old.replace(b"</workbook>", link)
    )
    assert rows_of(content)[2][1] == "甲"


def mutate(content, chance):
    """The file with some bytes changed, cut out or doubled."""
    changed = bytearray(content + b"\n")
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        if not changed:
            break
        at = chance.randrange(len(changed))
        kind = chance.randrange(4)
        if kind == 0:
            changed[at] = chance.randrange(256)
        elif kind == 1:
            changed[at : at + 4] = struct.pack("<I", chance.choice([0, 1, 0xFFFF, 0xFFFFFFFE]))
        elif kind == 2:
            del changed[at : at + chance.randrange(1, 40)]
        else:
            changed[at:at] = changed[at : at + chance.randrange(1, 40)]
    return bytes(changed)


def inside(content, chance):
    """The workbook with one part of it changed, packed again."""
    name = chance.choice([SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"])
    return repack(content, name, lambda old: mutate(old, chance))


@pytest.mark.parametrize("kind", ["xlsx", "inside", "xls", "csv"])
@pytest.mark.parametrize("seed", range(4))
def test_broken_file_is_read_or_refused(kind, seed):
    read_broken(kind, random.Random(f"{kind}{seed}"), times=MUTATIONS // 16)


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["xlsx", "inside", "xls", "csv"])
def test_many_broken_files_are_read_or_refused(kind):
    read_broken(kind, random.Random(), times=5_000)


def read_broken(kind, chance, *, times):
    """Every outcome but values or a refusal is a fault; what is read can be recognised, too."""
    ending = "xlsx" if kind == "inside" else kind
    content = {"xls": make_xls, "csv": make_csv}.get(kind, make_xlsx)(GRID)
    for _ in range(times):
        broken = inside(content, chance) if kind == "inside" else mutate(content, chance)
        try:
            sheets = read_table_file(broken, f"a.{ending}")
        except UnreadableDocument as error:
            assert "《a" in str(error) or "“" in str(error)
            continue
        for sheet in sheets:
            for found in recognise_ledgers(sheet):
                read_ledger(sheet, found.mapping)
