"""The components that all pages are built of; the style page shows each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from planapp.domain.masking import masked
from planapp.domain.outgoing import ADDRESS
from planapp.domain.terms import (
    Decision,
    DocumentStatus,
    Light,
    PlanStatus,
    ReportState,
    RevisionState,
    Term,
)
from planapp.pages import formats
from planapp.pages.drawings import PathBar, Spark, draw_path_bar, draw_spark, split_by_light
from planapp.pages.filters import Choice, Filter, clear_link, link_with, view_filters, with_light

register = template.Library()
register.filter(masked)  # `{{ user.phone|masked }}` → 138****1234

PARTS = "planapp/parts"
SHAPES = {Light.GREEN: "●", Light.YELLOW: "▲", Light.RED: "■", Light.GREY: "○"}
LIGHT_WORDS = {
    Light.GREEN: "达到序时及以上",
    Light.YELLOW: "滞后",
    Light.RED: "严重滞后等",
    Light.GREY: "未填报等",
}
TONES: dict[Term, str] = {
    ReportState.DRAFT: "plain",
    ReportState.CONFIRMING: "yellow",
    ReportState.SUBMITTED: "accent",
    ReportState.RETURNED: "red",
    ReportState.APPROVED: "green",
    ReportState.SUPERSEDED: "plain",
    DocumentStatus.RECEIVED: "plain",
    DocumentStatus.EXTRACTED: "accent",
    DocumentStatus.PUBLISHED: "green",
    DocumentStatus.READ: "plain",
    DocumentStatus.FAILED: "red",
    PlanStatus.PREPARING: "yellow",
    PlanStatus.ACTIVE: "green",
    PlanStatus.ENDED: "plain",
    PlanStatus.WITHDRAWN: "red",
    Decision.PENDING: "plain",
    Decision.ACCEPTED: "green",
    Decision.CORRECTED: "accent",
    Decision.REJECTED: "red",
    RevisionState.PROPOSED: "accent",
    RevisionState.CONFIRMED: "green",
    RevisionState.REFUSED: "plain",
}
STATES: dict[str, Term] = {term.value: term for term in TONES}


@register.filter
def amount(value: Decimal | int | None, value_unit: str = "") -> str:
    """`{{ value|amount:"亿元" }}` → 1,234.5 亿元."""
    return formats.format_amount(value, value_unit)


@register.filter
def percent(ratio: Decimal | int | None) -> str:
    """`{{ completion|percent }}`, a fraction of 1 → 38.2%."""
    return formats.format_percent(ratio)


@register.filter
def cn_date(day: date | None) -> str:
    """`{{ due_on|cn_date }}` → 2024年3月1日."""
    return formats.format_date(day)


@register.filter
def written_day(text: str | None) -> str:
    """`{{ plan.issued_on|written_day }}`: `2021-12` → 2021年12月, as precise as it was written."""
    return formats.format_written_day(text)


@register.filter
def cn_month(day: date | None) -> str:
    """`{{ published_in|cn_month }}` → 2025年8月."""
    return formats.format_month(day)


@register.filter
def cn_time(instant: datetime | None) -> str:
    """`{{ submitted_at|cn_time }}` → 2024年3月1日 14:05."""
    return formats.format_instant(instant)


@register.filter
def cn_second(instant: datetime) -> str:
    """`{{ event.at|cn_second }}` → 2024年3月1日 14:05:09."""
    return formats.format_second(instant)


@register.filter
def linked(text: str) -> SafeString:
    """`{{ message.body|linked }}`: addresses of ours at the end of a line become links."""
    return SafeString(ADDRESS.sub(r'<a href="\1">打开</a>', escape(text)))


@register.filter
def count_words(number: int, noun: str = "条") -> str:
    """`{{ total|count_words:"个指标" }}` → 共231个指标, 约1.2万个指标."""
    return formats.format_count(number, noun)


@register.simple_tag
def years(start: int | None, end: int | None) -> str:
    """`{% years plan.period_start plan.period_end %}` → 2021–2025."""
    return formats.format_years(start, end)


@register.simple_tag
def light_chip(light: str, word: str, sentence: str = "") -> SafeString:
    """`{% light_chip "red" "严重滞后" sentence %}`: shape, word, ground; the sentence on hover."""
    return format_html(
        '<span class="chip chip-{}"{}>'
        '<span class="chip-shape" aria-hidden="true">{}</span>{}</span>',
        light,
        format_html(' title="{}"', sentence) if sentence else "",
        SHAPES[Light(light)],
        word,
    )


@register.simple_tag
def state_tag(state: str) -> SafeString:
    """`{% state_tag record.state %}`: of a report, document, plan, draft item or revision."""
    term = STATES[state]
    return tag(term.label, TONES[term])


@register.simple_tag
def tag(word: str, tone: str = "plain") -> SafeString:
    """`{% tag "约束性" "accent" %}`; tones: plain, accent, green, yellow, red."""
    return format_html('<span class="tag tag-{}">{}</span>', tone, word)


@register.simple_tag
def demo_mark(is_demo: bool, word: str = "演示数据") -> SafeString:  # noqa: FBT001  # a template tag's one value
    """`{% demo_mark record.is_demo %}`: an outlined mark, or nothing."""
    return format_html('<span class="demo-mark">{}</span>', word) if is_demo else SafeString("")


@register.inclusion_tag(f"{PARTS}/spark.html")
def spark(values: Sequence[tuple[int, Decimal | None]]) -> dict[str, Spark]:
    """`{% spark values %}`: pairs of year and value; a missing year interrupts the line."""
    return {"spark": draw_spark(values)}


@register.inclusion_tag(f"{PARTS}/path_bar.html")
def path_bar(
    completion: Decimal | None, due: Decimal | None, light: str = Light.GREY
) -> dict[str, PathBar | str]:
    """`{% path_bar gap.completion gap.due_progress gap.light %}`: base ○──┊──| target."""
    return {"bar": draw_path_bar(completion, due), "light": light}


# Drawn in a hundred rows of a table, so not by templates of their own.
@register.simple_tag
def light_bar(counts: Mapping[str, int]) -> SafeString:
    """`{% light_bar counts %}`: `{"green": 27, "red": 3}` as one split bar."""
    shares = split_by_light(counts)
    parts = ((each.light, each.x, each.width, each.light.label, each.count) for each in shares)
    return format_html(
        '<svg class="light-bar" width="240" height="10" viewBox="0 0 240 10" role="img"'
        ' aria-label="{}">{}</svg>',
        "，".join(f"{each.light.label}{each.count}" for each in shares),
        format_html_join(
            "",
            '<rect class="fill-{}" x="{}" y="0" width="{}" height="10"><title>{}{}</title></rect>',
            parts,
        ),
    )


@register.simple_tag
def light_counts(counts: Mapping[str, int], url: str = "") -> SafeString:
    """`{% light_counts counts url %}`: chips with words and counts, each to its part of a list."""
    return count_chips(
        (light, LIGHT_WORDS[light], counts[light], url and with_light(url, light))
        for light in Light
        if counts.get(light)
    )


def count_chips(parts: Iterable[tuple[Light, str, int, str]]) -> SafeString:
    """Chips with a count of each light, its word, the number, and the address if there is one."""
    chip = (
        '<{0} class="chip chip-{1}"{2}>'
        '<span class="chip-shape" aria-hidden="true">{3}</span>{4} <b>{5}</b></{0}>'
    )
    drawn = (
        (*(("a", light, format_html(' href="{}"', url)) if url else ("span", light, "")),
         SHAPES[light], word, count)
        for light, word, count, url in parts
    )  # fmt: skip
    return format_html('<span class="light-counts">{}</span>', format_html_join("", chip, drawn))


@register.simple_tag(takes_context=True)
def address_with(context: Context, name: str, value: str | None = None) -> str:
    """`{% address_with "light" %}`: this page's address with one parameter set or taken away."""
    return link_with(context["request"], **{name: value})


@register.inclusion_tag(f"{PARTS}/progress.html")
def progress_bar(done: int, total: int, noun: str = "项") -> dict[str, object]:
    """`{% progress_bar 61 121 "条" %}`: the bar, and 已完成61/121条（50.4%）beside it."""
    share = Decimal(done) / total if total else None
    return {"done": done, "total": total, "noun": noun, "share": formats.format_percent(share)}


@register.inclusion_tag(f"{PARTS}/filter_bar.html", takes_context=True)
def filter_bar(context: Context, filters: Sequence[Filter]) -> dict[str, object]:
    """`{% filter_bar filters %}`: chips that open; a chosen one shows its value and a ×."""
    request: HttpRequest = context["request"]
    views = view_filters(request, filters)
    return {
        "filters": views,
        "clear_url": clear_link(request, filters) if any(view.chosen for view in views) else "",
    }


@register.filter
def choice_items(choices: Sequence[Choice]) -> SafeString:
    """The items of a filter's menu; there may be a thousand, too many for a loop of a template."""
    on = SafeString(' class="selected"')
    return format_html_join(
        "",
        '<li{}><a href="{}">{}</a></li>',
        ((on if choice.selected else "", choice.url, choice.label) for choice in choices),
    )


@register.inclusion_tag(f"{PARTS}/search_box.html", takes_context=True)
def search_box(context: Context, placeholder: str, name: str = "q") -> dict[str, object]:
    """`{% search_box "名称、编码" %}`: keeps the other parameters; `f` puts the cursor here."""
    request: HttpRequest = context["request"]
    kept = [pair for pair in request.GET.items() if pair[0] not in {name, "page"}]
    value = request.GET.get(name, "")
    return {"name": name, "value": value, "placeholder": placeholder, "kept": kept}


@register.simple_tag(takes_context=True)
def sort_header(  # noqa: PLR0917  # templates write the kind by position
    context: Context, key: str, title: str, kind: str = ""
) -> SafeString:
    """`{% sort_header "lag" "差额" "num" %}`: a whole `<th>`; `?sort=lag`, again `?sort=-lag`."""
    request: HttpRequest = context["request"]
    current = request.GET.get("sort", "")
    up, down = current == key, current == f"-{key}"
    return format_html(
        '<th scope="col" class="sortable {}" aria-sort="{}"><a href="{}">{}'
        '<span class="sort-mark" aria-hidden="true">{}</span></a></th>',
        kind,
        "ascending" if up else "descending" if down else "none",
        link_with(request, sort=f"-{key}" if up else key),
        title,
        "↑" if up else "↓" if down else "",
    )


@register.inclusion_tag(f"{PARTS}/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], noun: str = "条") -> dict[str, object]:
    """`{% pager page "个指标" %}`: 第1–50条，共231个指标, and the pages' links (`?page=`)."""
    request: HttpRequest = context["request"]
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "page": page,
        "total": formats.format_count(page.paginator.count, noun),
        "links": [(number, link_with(request, page=number)) for number in numbers],
        "previous": link_with(request, page=page.number - 1) if page.has_previous() else "",
        "next": link_with(request, page=page.number + 1) if page.has_next() else "",
    }


@register.simple_block_tag
def card(content: str, title: str = "", *, url: str = "", more: str = "全部") -> SafeString:
    """`{% card "差距最大" url=… more="全部" %}…{% endcard %}`: a framed part of a page."""
    link = format_html('<a class="card-more" href="{}">{}</a>', url, more) if url else ""
    head = format_html('<header class="card-head"><h2>{}</h2>{}</header>', title, link)
    return format_html('<section class="card">{}{}</section>', head if title else "", content)
