"""A page that shows every component once, for the eye; only where DEBUG is on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from planapp.domain.terms import Decision, DocumentStatus, Light, PlanStatus, ReportState, Status
from planapp.pages.filters import Filter
from planapp.pages.frame import draw
from planapp.pages.passages import Context, Piece

LIGHTS = [
    (Light.GREEN, "快于预期", "截至2023年完成75.0%，序时进度60.0%，快于预期"),
    (Light.GREEN, "达到序时进度", "截至2023年完成60.0%，序时进度60.0%，达到序时进度"),
    (Light.YELLOW, "滞后", "截至2023年完成52.0%，序时进度60.0%，滞后"),
    (Light.RED, "严重滞后", "截至2023年完成38.2%，序时进度60.0%，严重滞后"),
    (Light.RED, "劣于基期", "截至2023年完成-12.0%，序时进度60.0%，劣于基期"),
    (Light.GREY, "未填报", "截至2023年没有已审核的数据"),
]
SERIES = [
    [
        (2020, Decimal("2.9")),
        (2021, Decimal("3.0")),
        (2022, Decimal("3.1")),
        (2023, Decimal("3.3")),
    ],
    [(2020, Decimal("343.9")), (2021, None), (2022, Decimal(520)), (2023, Decimal("670.9"))],
    [(2020, Decimal(5)), (2021, Decimal(5)), (2022, Decimal(5))],
    [],
    [(2021, Decimal(12))],
]
PATHS = [
    (Decimal("0.75"), Decimal("0.6"), Light.GREEN),
    (Decimal("0.382"), Decimal("0.6"), Light.RED),
    (Decimal("-0.12"), Decimal("0.6"), Light.RED),
    (Decimal("1.24"), Decimal("0.8"), Light.GREEN),
    (None, Decimal("0.6"), Light.GREY),
]
FIGURES = [
    (Decimal("1234.500000"), "亿元"),
    (Decimal("98.200000"), "%"),
    (Decimal("0.4"), "个百分点"),
    (Decimal(1300000), "人"),
    (None, "万亩"),
]
FILTERS = [
    Filter("light", "灯号", [(light.value, light.label) for light in Light]),
    Filter("status", "状态", [(status.value, status.label) for status in Status]),
    Filter("unit", "牵头单位", [("1", "省工业和信息化厅"), ("2", "省科学技术厅")]),
]
COUNTS = [
    {"label": "待填", "number": 5, "url": "?state=open", "tone": "accent"},
    {"label": "已存草稿", "number": 1, "url": "?state=draft"},
    {"label": "被退回", "number": 1, "url": "?state=returned", "tone": "red"},
    {"label": "已提交", "number": 3, "url": "?state=submitted"},
    {"label": "已审核", "number": 8, "tone": "green"},
]
TABS = [
    {"label": "全部", "url": "?", "active": True, "count": 42},
    {"label": "约束性", "url": "?attribute=binding", "active": False, "count": 11},
    {"label": "预期性", "url": "?attribute=expected", "active": False, "count": 31},
    {"label": "审计", "url": "?view=audit", "active": False},
]

PASSAGE = Context(
    before="到2025年，",
    quote="全省医药工业产值超过1200亿元",
    after="，年均增速保持在25%以上。",
    section=["二、发展目标"],
    pieces=[
        Piece("到2025年，"),
        Piece("全省医药工业产值超过1200亿元", quoted=True),
        Piece("，年均增速"),
        Piece("某网站", reason="网页插入的文字"),
        Piece("保持在25%以上。"),
    ],
)


def style(request: HttpRequest) -> HttpResponse:
    """Every component with its neighbours, short and long, present and absent."""
    if "messages" in request.GET:
        messages.success(request, "已提交3项，等待审核。")
        messages.info(request, "2024年数据尚未公布，公布后再提醒。")
        messages.warning(request, "本次数值是上年的10倍，请核对计量单位。")
        messages.error(request, "未提交：填报已于2025年2月28日截止，请联系督查人员。")
    return draw(
        request,
        "style.html",
        title="组件",
        subtitle="各页共用的组成部分",
        lights=LIGHTS,
        states=[*ReportState, *DocumentStatus, *PlanStatus, *Decision],
        rows=list(zip(FIGURES, LIGHTS, PATHS, SERIES, strict=False)),
        filters=FILTERS,
        counts=COUNTS,
        tabs=TABS,
        shares={Light.GREEN: 27, Light.YELLOW: 9, Light.RED: 1, Light.GREY: 5},
        passage=PASSAGE,
        definitions=[
            ("牵头单位", "省工业和信息化厅"),
            ("基期", "2020年 343.9 亿元"),
            ("目标", "2025年 1,200 亿元以上"),
            ("基期来源", None),
        ],
        day=date(2024, 3, 1),
        instant=datetime(2024, 3, 1, 14, 5, tzinfo=timezone.get_current_timezone()),
        page=Paginator(range(231), 50).get_page(request.GET.get("page")),
    )
