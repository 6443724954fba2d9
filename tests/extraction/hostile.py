"""What hostile texts are made of, for the tests and the benchmark of extraction."""

from __future__ import annotations

# What a text is made of without end: each stands for a way to write a slow rule.
PIECES = {
    "open brackets": "（(〔[【《“",
    "closed brackets": "）)〕]】》”",
    "notes in notes": "（省厅（省局）牵头〔",
    "an open note": "（省厅牵头，省局配合",
    "notes that hold below": "（下同",
    "digits": "2025",
    "thousands": "1,",
    "decimals": "1.1.1 ",
    "Chinese digits": "一万",
    "a list": "省教育厅、",
    "joined units": "省厅和",
    "places": "各市、州、县",
    "clauses": "，。",
    "quantities": "覆盖率达到95%以上、",
    "quantities without a stop": "新增3个基地",
    "quantities on lines": "新增3个基地\n",
    "thresholds": "10亿元以上企业",
    "bases": "由80个增加到95个",
    "shares": "，占甲达到5%",
    "rows of numbers": "分别达到22%和",
    "years": "到2025年",
    "bases of comparison": "新增3个基地，较2020年，",
    "dates": "2025年1月1日",
    "signatures": "省人民政府2025年1月1日",
    "headings": "（一）加快发展\n",
    "glued headings": "一、标题。正文内容。",
    "chapters": "第一章 总则\n",
    "items": "（一）修路\n1.修桥。（牵头单位：省厅）\n",
    "dashes": "——好。更好。",
    "labels": "牵头单位：省厅、",
    "notes on lines": "加快推进改革，支持开展各项重点改革工作。\n牵头单位：省厅\n",
    "aims": "发展目标\n到2025年，覆盖率达到95%，实现增长。\n",
    "boxes": "专栏1\n（1）修路。\n",
    "a header of tasks": "序号 ",
    "headers of tasks": "序号 任务 牵头单位 ",
    "rows of tasks": "1 推进改革 省教育厅 2025年 ",
    "a table": "指标 单位 2020年 2025年\n粮食产量 万吨 100 120\n",
    "rows": "粮食产量 万吨 100 120\n",
    "cells": "指标\t5|",
    "spaces": " \u3000\xa0",
    "empty lines": " \n",
    "tags": "<p <br/>",
    "letters": "Ab ",
    "combining signs": "规\u0300\u0301",
    "control signs": "\0\x01\x0b\x1c\x7f\x85\u2028\u200b\u202e",
    "beyond the first plane": "\U00020000",
}
OPENINGS = (
    "",
    "某省规划（\n",
    "一、目标\n到2025年，",
    "一、修路\n（",
    "任务 牵头单位\n",
    "目录\n一、",
    "《",
)


def fill(piece: str, size: int) -> str:
    """A text of so many characters that holds nothing but this piece."""
    return (piece * (size // len(piece) + 1))[:size]
