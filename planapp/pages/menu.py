"""The menu: what each right opens, in the order of use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from planapp.domain.terms import MemberRole
from planapp.rights import ALLOWED, Action


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu; without an action everybody sees it."""

    label: str
    url_name: str
    action: Action | None = None
    hint: str = ""
    query: str = ""
    also: tuple[Action, ...] = ()  # rights that open it as well

    @property
    def url(self) -> str:
        return reverse(self.url_name) + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry as the page shows it."""

    label: str
    url: str
    hint: str
    active: bool


@dataclass(frozen=True, slots=True)
class MenuGroup:
    label: str
    entries: list[MenuEntry]


MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "工作台",
        (
            Entry("首页", "admin:index"),
            Entry("我的填报", "admin:my_work", Action.REPORT, "本单位要报什么、何时截止"),
            Entry("审核", "admin:review_queue", Action.REVIEW, "各单位提交、等待审核的数据与进展"),
            Entry("延期申请", "admin:extension_list", Action.SEE_ALL, "各单位申请延期、数据未公布"),
            Entry("督办", "admin:notice_list", Action.SEE_ALL, "督办通知单、督办函、商请函"),
            Entry("收到的督办", "admin:my_notices", Action.REPORT, "签收、办理、反馈"),
            Entry("报送情况", "admin:submission_list", Action.SEE_ALL, "谁何时报送、有无扫描件"),
            Entry("代填", "admin:on_behalf", Action.ENTER_FOR, "没有账号的单位按来函代为填报"),
            Entry(
                "导入",
                "admin:import_list",
                Action.SET_UP,
                "台账和模板：先预览，确认后写入",
                also=(Action.REPORT, Action.AUDIT, Action.KEEP_PEOPLE, Action.KEEP_SYSTEM),
            ),
            Entry("提醒", "admin:reminder_list", Action.SEE_ALL, "谁该被提醒、是否送达、催办"),
            Entry("站内信", "admin:inbox", None, "提醒、退回与通知"),
        ),
    ),
    (
        "进展",
        (
            Entry("总览", "admin:overview", Action.SEE_ALL, "状态、最大差距、未报单位与变化"),
            Entry("差距", "admin:gap_list", Action.SEE_ALL, "每项指标的完成、序时进度与灯号"),
            Entry("任务", "admin:task_list", Action.SEE_ALL, "每项任务的自评、时限与核定"),
            Entry("目标", "admin:goal_list", Action.SEE_ALL, "每个目标的指标灯号与核定"),
            Entry("汇总", "admin:rollups", Action.SEE_ALL, "按规划、目标、单位、地区、领域、属性"),
            Entry("矩阵", "admin:matrix", Action.SEE_ALL, "单位×规划、指标×年度的灯号"),
            Entry("排名", "admin:rankings", Action.SEE_ALL, "单位、规划、地区的达标和按时报送"),
            Entry("对比", "admin:comparison", Action.SEE_ALL, "各地规划中同类的指标"),
            Entry("报告", "admin:reports", Action.SEE_ALL, "监测表、监测评估报告，选定范围取走"),
            Entry("核定差异", "admin:differences", Action.SEE_ALL, "核定与测算不一致的事项"),
            Entry("核查记录", "admin:check_visits", Action.SEE_ALL, "现场核查属实还是有出入"),
        ),
    ),
    (
        "规划",
        (
            Entry(
                "规划文件",
                "admin:planapp_plandocument_changelist",
                Action.SET_UP,
                "上传、提取、审核、发布",
            ),
            Entry("规划体检", "admin:checkup", Action.CHECK, "送审稿前后是否一致，只查不存"),
            Entry("规划", "admin:planapp_plan_changelist", Action.SEE_ALL, "已发布的规划"),
            Entry(
                "启动准备",
                "admin:planapp_plan_changelist",
                Action.SET_UP,
                "牵头单位、基期值、是否纳入跟踪",
                query="status__in=preparing,active",
            ),
            Entry(
                "指标", "admin:planapp_indicator_changelist", Action.SEE_ALL, "目标值、基期、序列"
            ),
            Entry("目标调整", "admin:revision_list", Action.SEE_ALL, "提出和确认目标、基期的调整"),
            Entry("分解指标", "admin:breakdowns", Action.SEE_ALL, "分解到地区和单位，合计是否一致"),
            Entry("任务分工", "admin:planapp_task_changelist", Action.SEE_ALL, "责任分工与时限"),
            Entry("填报期", "admin:cycle_list", Action.SET_UP, "开启、改期、关闭与重新开启"),
        ),
    ),
    (
        "台账",
        (
            Entry(
                "单位", "admin:planapp_unit_changelist", Action.SET_UP, "名称、别名与机构改革沿革"
            ),
            Entry("机构改革", "admin:reform_list", Action.SET_UP, "撤并单位的未结事项转给谁"),
            Entry("用户", "admin:planapp_user_changelist", Action.KEEP_PEOPLE, "账号、角色与登录"),
            Entry(
                "督查分工",
                "admin:supervisions",
                Action.KEEP_PEOPLE,
                "每名督查看哪些规划和单位",
                also=(Action.SET_UP, Action.AUDIT),
            ),
            Entry(
                "本单位账号", "admin:unit_accounts", Action.KEEP_ACCOUNTS, "新增、重置密码、离任"
            ),
            Entry(
                "提醒规则",
                "admin:ladders",
                Action.KEEP_SYSTEM,
                "何时提醒谁",
            ),
            Entry("送达渠道", "admin:channels", Action.KEEP_SYSTEM, "邮件、群机器人、短信网关"),
            Entry(
                "失效地址",
                "admin:refused_addresses",
                Action.KEEP_SYSTEM,
                "送不到的邮箱和号码，登记退信",
                also=(Action.KEEP_PEOPLE, Action.AUDIT),
            ),
            Entry(
                "运行状况",
                "admin:operation",
                Action.KEEP_SYSTEM,
                "版本、数据库、磁盘、队列、备份，有什么要处理",
                also=(Action.AUDIT,),
            ),
            Entry(
                "后台作业",
                "admin:job_runs",
                Action.KEEP_SYSTEM,
                "何时执行、结果如何、什么在等待",
                also=(Action.AUDIT,),
            ),
            Entry("亮灯规则", "admin:planapp_lightpolicy_changelist", Action.SET_UP, "亮灯的界限"),
            Entry("工作日历", "admin:planapp_workday_changelist", Action.KEEP_SYSTEM, "放假和调休"),
        ),
    ),
    (
        "监督",
        (
            Entry(
                "审计日志", "admin:planapp_auditevent_changelist", Action.AUDIT, "谁在何时改了什么"
            ),
            Entry(
                "安全事件",
                "admin:planapp_securityevent_changelist",
                Action.AUDIT,
                "登录、失败、下载与拒绝",
            ),
        ),
    ),
)


def build_menu(roles: Collection[MemberRole], *, full_path: str) -> list[MenuGroup]:
    """The groups that these roles open; the entry that fits the page's address best is active."""
    allowed = {action for role in roles for action in ALLOWED[role]}
    groups = [
        (label, [(entry, entry.url) for entry in entries if _shown(entry, allowed)])
        for label, entries in MENU
    ]
    home = reverse("admin:index")
    fitting = [
        url
        for _, entries in groups
        for _, url in entries
        if full_path.startswith(url) and (url != home or full_path == home)
    ]
    active = max(fitting, key=len, default="")
    return [
        MenuGroup(
            label,
            [MenuEntry(entry.label, url, entry.hint, url == active) for entry, url in entries],
        )
        for label, entries in groups
        if entries
    ]


def _shown(entry: Entry, allowed: set[Action]) -> bool:
    return entry.action is None or bool({entry.action, *entry.also} & allowed)
