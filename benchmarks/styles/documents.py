"""Make the report around the tables: title, preamble, the six sections, signature and date, and the expected result."""

from __future__ import annotations

import random
from typing import Any

from benchmarks.styles.figures import Figures, figures
from benchmarks.styles.sheets import Block, Job, Para, proactive_table, requests_table, review_table

TOWNS = "东西南北上下新古海山河湖林石金水云白红青"
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
OVERVIEW = (
    "{year}年，我镇认真贯彻落实《中华人民共和国政府信息公开条例》，持续推进政府信息公开工作。",
    "（一）主动公开。全年通过政府网站公开各类政府信息{n}条，重点公开惠农补贴和工程建设领域信息。",
    "（二）依申请公开。进一步规范办理流程，按期答复，未出现逾期情形。",
    "（三）政府信息管理。落实“先审后发”要求，执行信息发布三级审核，对历史信息开展定期清理。",
    "（四）平台建设。优化网站栏目设置，完成政务公开专区改造，方便群众查询。",
    "（五）监督保障。明确专人负责，将公开工作纳入年度考核，未发生责任追究情形。",
)
PROBLEMS = (
    "存在的主要问题：一是个别栏目更新不够及时；二是政策解读形式较为单一；三是业务人员流动较快。",
    "改进措施：进一步健全清单管理，逐项明确公开时限和责任人；丰富解读方式；每半年组织一次业务交流。",
)
OTHER = ("本年度未收取政府信息公开信息处理费，无其他需要报告的事项。",)


def job(profile: str, seed: str) -> Job:
    """Return the unedited report of that profile; the same seed gives the same report."""
    dice = random.Random(f"document/{profile}/{seed}")
    given = figures(profile, seed)
    year = 2020 if given.proactive_form == "2019" and given.requests_form == "2019" else 2024
    agency = f"示例县{dice.choice(TOWNS)}{dice.choice('城庄园铺桥店沟湾岭坪')}镇人民政府"
    title = f"{agency}{year}年政府信息公开工作年度报告"
    preamble = (
        f"根据《中华人民共和国政府信息公开条例》第五十条规定，编制本报告。本报告所列数据的统计期限自{year}年1月1日起"
        f"至{year}年12月31日止。",
    )
    overview = tuple(text.format(year=year, n=dice.randint(100, 900)) for text in OVERVIEW)
    day = dice.randint(2, 28)
    texts = {"0": preamble, "1": overview, "5": PROBLEMS, "6": OTHER}
    blocks: list[Block] = [Para(title, "title"), *(Para(text) for text in preamble)]
    for number, heading in enumerate(HEADINGS, 1):
        blocks.append(Para(heading, "heading"))
        if number in (2, 3, 4):
            blocks.append((proactive_table, requests_table, review_table)[number - 2](given))
        blocks += [Para(text) for text in texts.get(str(number), ())]
    blocks += [Para(agency, "sign"), Para(f"{year + 1}年1月{day}日", "sign")]
    truth: dict[str, Any] = {
        "title": title,
        "agency_accept": [agency],
        "year": year,
        "published_date": f"{year + 1}-01-{day:02d}",
        "narrative": {key: list(value) for key, value in texts.items()},
    }
    return Job(blocks, given, truth, dice)


def figures_of(truth: dict[str, Any], given: Figures) -> dict[str, Any]:
    """Return the truth with the figures after the edits."""
    review = [text for row in given.review.values() for text in row]
    return truth | {
        "format": given.proactive_form,
        "table2": given.proactive,
        "table3": given.requests,
        "table4": review,
    }
