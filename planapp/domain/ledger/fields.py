"""What a column of a ledger holds, what kind of ledger there is, and the words headers have."""

from __future__ import annotations

import re

from planapp.domain.terms import Term, Vintage


class LedgerKind(Term):
    TASKS = "tasks", "任务台账"
    INDICATORS = "indicators", "指标台账"
    YEARLY = "yearly", "逐年数据表"
    PROGRESS = "progress", "数据明细表"
    UNITS = "units", "单位名录"
    USERS = "users", "用户名册"
    UNKNOWN = "unknown", "未能判断"


class Field(Term):
    NUMBER = "number", "序号"
    CODE = "code", "编码"
    CATEGORY = "category", "类别"
    TASK = "task", "任务"
    MEASURES = "measures", "举措"
    GOAL = "goal", "工作目标"
    INDICATOR = "indicator", "指标名称"
    UNIT_OF_MEASURE = "unit_of_measure", "计量单位"
    ATTRIBUTE = "attribute", "指标属性"
    BASE = "base", "基期值"
    TARGET = "target", "目标值"
    VALUE = "value", "数值"
    GROWTH = "growth", "增速"
    YEAR = "year", "年份"
    PERIOD = "period", "报告期"
    VINTAGE = "vintage", "数据性质"
    LEAD = "lead", "牵头单位"
    SUPPORT = "support", "配合单位"
    RESPONSIBLE = "responsible", "责任单位"
    PROVIDER = "provider", "数据提供单位"
    LEADER = "leader", "责任领导"
    CONTACT = "contact", "联系人"
    PHONE = "phone", "联系电话"
    START = "start", "开始时间"
    DEADLINE = "deadline", "完成时限"
    PROGRESS = "progress", "进展情况"
    PROBLEMS = "problems", "存在问题"
    NEXT_STEPS = "next_steps", "下一步措施"
    STATUS = "status", "完成状态"
    PERCENT = "percent", "完成百分比"
    SOURCE = "source", "数据来源"
    BASIS = "basis", "依据"
    REMARK = "remark", "备注"
    UNIT_NAME = "unit_name", "单位名称"
    SHORT_NAME = "short_name", "单位简称"
    ALIASES = "aliases", "别名"
    UNIT_CODE = "unit_code", "单位代码"
    UNIT_KIND = "unit_kind", "单位类型"
    PARENT = "parent", "上级单位"
    REGION = "region", "地区"
    FOUNDED = "founded", "成立日期"
    ENDED = "ended", "撤销日期"
    REFORM = "reform", "撤并沿革"
    PERSON = "person", "姓名"
    LOGIN = "login", "用户名"
    MEMBER_ROLE = "member_role", "角色"
    POST = "post", "职务"
    OFFICE = "office", "处室"
    EMAIL = "email", "邮箱"


FIGURES = frozenset({Field.BASE, Field.TARGET, Field.VALUE, Field.GROWTH})
NUMERIC = FIGURES | {Field.PERCENT}
CHARGED = frozenset({Field.LEAD, Field.SUPPORT, Field.RESPONSIBLE, Field.PROVIDER})
NAMES = frozenset({Field.TASK, Field.INDICATOR, Field.UNIT_NAME, Field.PERSON, Field.LOGIN,
                   Field.MEASURES, Field.CODE})  # fmt: skip
# What a row of each kind cannot be without; of several any one will do.
REQUIRED = {
    LedgerKind.TASKS: (Field.TASK, Field.MEASURES, Field.GOAL),
    LedgerKind.INDICATORS: (Field.INDICATOR, Field.CODE),
    LedgerKind.YEARLY: (Field.INDICATOR, Field.CODE),
    LedgerKind.PROGRESS: (Field.CODE, Field.INDICATOR),
    LedgerKind.UNITS: (Field.UNIT_NAME,),
    LedgerKind.USERS: (Field.PERSON, Field.LOGIN),
}

_BODY = "(?:单位|部门|处室|科室|机构)"
_WORDS: dict[Field, str] = {
    Field.NUMBER: r"序号?|项次|行次|no\.?|№",
    Field.CODE: r"(?:指标|任务|项目|事项|目标)?(?:编码|代码|编号)",
    Field.CATEGORY: (
        r"(?:任务|工作|指标|目标|事项|项目)?(?:类别|分类|类型|领域|板块|门类|大类|归类)|一级指标|重点领域"
        r"|(?:所属|重点)?(?:专项|行动|工程)(?:名称)?|总体任务|方面"
    ),
    Field.INDICATOR: (
        r"(?:主要|核心|监测|具体|二级|三级|考核|评价|统计|发展|预期|规划|关键)*指标(?:名称|内容|项目)?"
    ),
    Field.TASK: (
        r"(?:年度|重点|主要|工作|具体|目标|改革|建设|推进|落实|三级|二级|一级|督办|督查)*"
        r"(?:任务|事项|项目|任务事项|任务分解)(?:名称|内容|清单|要点)?|重点工作|工作名称|工作要点"
    ),
    Field.MEASURES: (
        r"(?:主要|具体|工作|重点|推进|落实|改革|实施|任务|建设)*(?:举措|措施|内容|做法|分解任务|要点)"
        r"(?:及要求)?|实施步骤"
    ),
    Field.GOAL: (
        r"(?:工作|年度|任务|预期|阶段性?|绩效|总体|全年)*(?:目标|成效|成果|要求|目标任务|目标要求)"
        r"|成果形式|标志性成果|完成标志|目标及要求"
    ),
    Field.LEAD: (
        rf"(?:第一|省级|市级|总)?(?:牵头|主办|主责|主要责任|第一责任)(?:责任)?{_BODY}?|牵头"
    ),
    Field.SUPPORT: (
        rf"(?:主要|其他)?(?:配合|参与|参加|协办|协同|协助|协作)(?:责任)?{_BODY}?|其他责任{_BODY}"
    ),
    Field.RESPONSIBLE: (
        rf"(?:省级|市级|主要)?(?:责任|负责|承办|落实|实施|承担|完成){_BODY}|责任主体|实施主体|责任分工"
        rf"|任务分工|分工{_BODY}?|责任{_BODY}及(?:责任人|分工)|负责"
    ),
    Field.PROVIDER: (
        rf"(?:数据|指标)(?:提供|来源|采集|填报|责任|归口|主管){_BODY}|(?:填报|监测|统计){_BODY}"
    ),
    Field.LEADER: r"(?:责任|分管|牵头|包保|包抓|挂钩|联系|省级?|市级?)*(?:领导|负责同志)",
    Field.CONTACT: r"联系人|责任人|联络员|经办人|填报人|(?:具体|直接|单位)?负责人|联系人及电话",
    Field.PHONE: r"(?:联系|办公|固定)?(?:电话|方式)|手机号?码?|联系电话",
    Field.START: r"(?:计划)?(?:开始|启动|开工)(?:时间|日期)",
    Field.DEADLINE: (
        r"(?:任务|计划|预计|要求|整改|办理|推进)?(?:完成|办结|截止|办理|推进|整改|结束|验收|竣工|投产|序时)?"
        r"(?:时限|时间|期限|日期|时间节点|时间要求|节点|时间进度|进度安排|时间安排|[时序]+进度|进度要求)"
        r"(?:要求|安排|节点)?|完成年限"
    ),
    Field.PROGRESS: (
        r"(?:工作|任务|目前|当前|最新|本月|本季度?|本期|截至目前|年度|落实)*"
        r"(?:进展|推进|完成|落实|进度|办理)(?:情况|状况)(?:说明)?|(?:工作|目前|最新|当前)?进展"
    ),
    Field.PROBLEMS: (
        r"(?:存在|主要)?的?(?:困难|问题|不足)(?:[和及与、](?:困难|问题|原因|不足|建议))?"
        r"|(?:滞后|未完成)原因|原因分析"
    ),
    Field.NEXT_STEPS: r"下一?步(?:工作)?(?:打算|计划|安排|措施|思路|举措)?|整改措施",
    Field.STATUS: (
        r"(?:完成|进展|任务|当前|工作)?状态|是否(?:完成|办结|按期)|自评(?:等次|结果)?|(?:进度|预警)?评价"
        r"|完成与否"
    ),
    Field.PERCENT: r"(?:目标|任务|工作|计划)?完成(?:率|比例|百分比|度)|完成进度|进度|进度百分比",
    Field.UNIT_OF_MEASURE: r"(?:计量|指标|度量|计算|数据)单位",
    Field.ATTRIBUTE: r"(?:指标)?(?:属性|性质)",
    Field.YEAR: r"年份|(?:统计|数据|报告|所属)?年度|数据年份|统计年份|年",
    Field.PERIOD: r"报告期|填报期|期别|统计期|月份|季度",
    Field.VALUE: (
        r"(?:指标|实际|实际完成|完成|当前|本期|统计|年末|绝对|累计|当年)?(?:数值|值|数)|数据|数量"
        r"|实际完成|实际|实绩|绝对值|预计|预计完成|快报数?|初步核算数?|年末数|现状值?|完成"
    ),
    Field.VINTAGE: r"数据性质|数据类型|数据状态",
    Field.BASE: r"(?:规划)?(?:基期|基准|基年)(?:年?值|数据?|年)?|基数|(?:规划)?基期值",
    Field.TARGET: (
        r"(?:规划|年度|预期|计划|中期|终期|考核|力争|期末|总)*目标(?:值|数)|计划(?:数|值)|预期值|预期目标"
        r"|规划目标|目标值"
    ),
    Field.GROWTH: r"(?:同比|年均|累计|比上年|较上年)*(?:增速|增长率?|增幅|增减)|同比",
    Field.SOURCE: r"(?:数据|资料|指标)?来源|出处",
    Field.BASIS: r"(?:文件|政策|制定|任务)?依据|任务来源|文号|来源文件|文件名称",
    Field.REMARK: r"备注|说明|其他|注|备注说明",
    Field.UNIT_NAME: (
        r"(?:责任)?(?:单位|部门|机构)(?:名称|全称)|(?:所属|所在|工作)(?:单位|部门)|全称"
    ),
    Field.SHORT_NAME: r"(?:单位|规范)?简称",
    Field.ALIASES: (
        r"(?:单位)?别名|曾用名称?|其他名称|又[名称]|(?:单位)?简称[/、及和或与](?:别名|曾用名称?)"
        r"|别名[/、及和或与]简称"
    ),
    Field.UNIT_CODE: r"统一社会信用代码|信用代码|(?:单位|机构|部门)(?:代码|编码)",
    Field.UNIT_KIND: r"(?:单位|机构)(?:类型|性质|类别|属性)",
    Field.PARENT: r"上级(?:单位|部门)|主管(?:单位|部门)",
    Field.REGION: (r"(?:所在|所属)?(?:地区|市州|州市|地市|市县|区县|行政区划?|区域)(?:名称|代码)?"),
    Field.FOUNDED: r"(?:成立|设立|组建|挂牌)(?:日期|时间)",
    Field.ENDED: r"(?:撤销|撤并|注销)(?:日期|时间)",
    Field.REFORM: (
        r"(?:单位|机构|撤并|历史|改革)*沿革(?:情况|说明)?|(?:机构)?(?:撤并|改革|变更|划转)(?:情况|说明)"
    ),
    Field.PERSON: r"(?:人员|用户|成员)?姓名",
    Field.LOGIN: r"用户名|[账帐]号|登录名|登录[账帐]号|用户[账帐]号",
    Field.MEMBER_ROLE: r"(?:系统|用户)?角色|权限|职务[/、及和或]角色",
    Field.POST: r"职务|职位|岗位|职务[/、]职[称级]",
    Field.OFFICE: r"(?:所在|所属)?(?:处室|科室|内设机构)",
    Field.EMAIL: r"(?:电子)?邮箱(?:地址)?|电子邮件|e-?mail",
}
_PATTERNS = [(field, re.compile(words, re.IGNORECASE)) for field, words in _WORDS.items()]
VINTAGES = {
    "快报": Vintage.FLASH,
    "预计": Vintage.ESTIMATE,
    "预估": Vintage.ESTIMATE,
    "初步": Vintage.PRELIMINARY,
    "初核": Vintage.PRELIMINARY,
    "最终核实": Vintage.FINAL,
    "终核": Vintage.FINAL,
}


_ANY = re.compile("|".join(f"(?:{words})" for words in _WORDS.values()), re.IGNORECASE)
_LONGEST = 16  # characters of a label


def field_named(label: str) -> Field | None:
    """The field that a label, without spaces and brackets, is a word for."""
    if not label or len(label) > _LONGEST or not _ANY.fullmatch(label):
        return None
    return next((field for field, words in _PATTERNS if words.fullmatch(label)), None)


def vintage_in(label: str) -> Vintage | None:
    return next((vintage for word, vintage in VINTAGES.items() if word in label), None)
