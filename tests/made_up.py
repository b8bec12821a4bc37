"""Fictional reports (示例…) for tests and benchmarks: realistic structure, consistent figures, no real agency."""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from build_scripts.content.registry import COLUMNS
from build_scripts.forms import FormTable, form
from build_scripts.model import Agency, Holding, Paragraph, Place, Report, Row, Section, Source, Table
from build_scripts.wording import cell as typed

COUNTIES = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸")
TOWNS = "东西南北上下新古海山河湖林石金水云白红青"
SURNAMES = "城庄园铺桥店沟湾岭坪"


def with_tables(item: Report, *tables: Table) -> Report:
    """Return the report with these tables instead of its own."""
    return replace(item, **{table.key: table for table in tables})  # type: ignore[arg-type]


def table_from_print(shape: FormTable, form_id: str, printed: Mapping[str, Sequence[str | None]]) -> Table:
    """Return a table from printed cells by row key; missing rows are absent."""

    def rows() -> Iterator[Row]:
        for row in shape.rows:
            raws = printed.get(row.key) or [None] * len(row.columns)
            cells = (typed(raw, unit=column.unit) for raw, column in zip(raws, row.columns, strict=True))
            yield Row(row.key, row.label if row.key in printed else "", tuple(cells))

    return Table(shape.key, form_id, True, tuple(rows()))


def agency(number: int) -> Agency:
    """Return the fictional agency with that number: 40 towns a county, 10 counties a city, 12 cities a province."""
    county, town = divmod(number, 40)
    city, county_in_city = divmod(county, 10)
    province, city_in_province = divmod(city, 12)
    name = f"{TOWNS[town % 20]}{SURNAMES[town // 20]}镇"
    code = f"{99 - province}{city_in_province + 1:02d}{county_in_city + 21:02d}{town + 100:03d}"
    county_name = f"示例{COUNTIES[county_in_city]}县" + (str(city) if city else "")
    return Agency(
        agency_id=f"shili-{county}-{town}",
        name=f"{county_name}{name}人民政府",
        aliases=(f"{name}人民政府",),
        province="示例省" if not province else f"示例{province + 1}省",
        city=f"示例第{city + 1}市",
        county=county_name,
        division_code=code,
        level="乡",
        kind="乡镇街道",
    )


def enrol(register: Path, numbers: Iterable[int]) -> None:
    """Add these agencies to a register, which is created if necessary."""
    new = not register.exists()
    columns = COLUMNS if new else register.read_text(encoding="utf-8-sig").partition("\n")[0].split(",")
    with register.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        if new:
            writer.writeheader()
        for who in map(agency, numbers):
            row = {name: getattr(who, name) for name in columns}
            writer.writerow({k: "；".join(v) if isinstance(v, tuple) else v for k, v in row.items()})


def report(number: int, year: int = 2024, quiet: float = 0.4) -> Report:
    """Return a consistent report of ``agency(number)``; the same arguments give the same report.

    ``quiet`` is the share of agencies whose tables are all zero, as for most townships."""
    who = agency(number)
    dice = random.Random(f"{number}/{year}")
    silent = random.Random(number).random() < quiet
    shape = form("2021")
    table3: dict[str, list[str | None]] = {}
    results = [row.key for row in shape.requests.rows if row.key not in ("1", "2", "3.7", "4")]
    sums = [0] * 6
    for key in results:
        cells = [0 if silent or dice.random() < 0.7 else dice.randint(1, 9) for _ in range(6)]
        sums = [a + b for a, b in zip(sums, cells, strict=True)]
        table3[key] = [str(n) for n in (*cells, sum(cells))]
    carried_out = [0 if silent else dice.randint(0, 2) for _ in range(6)]
    carried_in = [min(dice.randint(0, 2), s + o) for s, o in zip(sums, carried_out, strict=True)]
    received = [s + o - i for s, o, i in zip(sums, carried_out, carried_in, strict=True)]
    for key, cells in (("1", received), ("2", carried_in), ("3.7", sums), ("4", carried_out)):
        table3[key] = [str(n) for n in (*cells, sum(cells))]

    def group() -> list[str | None]:
        cells = [0 if silent else dice.randint(0, 2) for _ in range(4)]
        return [str(n) for n in (*cells, sum(cells))]

    counts = [dice.randint(20, 200) for _ in range(3)]
    short = who.name.removesuffix("人民政府")
    texts = {
        "preamble": [
            f"根据《中华人民共和国政府信息公开条例》第五十条规定，现公布{who.name}{year}年政府信息公开工作年度报告。"
        ],
        "overview": [
            f"{year}年，{short}认真贯彻落实《中华人民共和国政府信息公开条例》，持续推进政府信息公开工作。",
            f"（一）主动公开。全年主动公开政府信息{sum(counts)}条，其中网站{counts[0]}条，新媒体{counts[1]}条，公示栏{counts[2]}条。",
            f"（二）依申请公开。全年新收政府信息公开申请{sum(received)}件，上年结转{sum(carried_in)}件。",
            *(
                f"（{'三四五'[i]}）" + "".join(dice.choice(_SENTENCES) for _ in range(dice.randint(4, 9)))
                for i in range(3)
            ),
        ],
        "problems": [
            "存在的主要问题：" + "".join(dice.sample(_SENTENCES, 5)),
            "改进措施：" + "".join(dice.sample(_SENTENCES, 5)),
        ],
        "other_matters": [f"{year}年未收取信息处理费，无其他需要报告的事项。"],
    }
    line = 0
    sections = []
    for order, key in enumerate(
        ("preamble", "overview", "proactive", "requests", "review", "problems", "other_matters")
    ):
        blocks = []
        for text in texts.get(key, ()):
            line += 2
            blocks.append(Paragraph(text, Place(line=line)))
        heading = next((s.heading for s in shape.sections if s.key == key), "")
        sections.append(Section(key, heading, order, tuple(blocks)))
    digest = hashlib.sha256(f"{number}/{year}".encode()).hexdigest()
    return Report(
        title=f"{who.name}{year}年政府信息公开工作年度报告",
        agency=who.name,
        agency_id=who.agency_id,
        year=year,
        published=date(year + 1, 1, 1 + number % 31),
        form="2021",
        sections=tuple(sections),
        proactive=table_from_print(
            shape.proactive,
            "2021",
            {
                "1.rules": ["0", "0", "0"],
                "1.docs": [str(dice.randint(0, 4)), "0", str(dice.randint(4, 40))],
                "5.permit": [str(dice.randint(0, 4000))],
                "6.penalty": [str(0 if silent else dice.randint(0, 300))],
                "6.coercion": [str(0 if silent else dice.randint(0, 40))],
                "8.fee": ["0" if silent else f"{dice.randint(0, 90)}.{dice.randint(1, 99):02d}"],
            },
        ),
        requests=table_from_print(shape.requests, "2021", table3),
        review=table_from_print(
            shape.review, "2021", {"reconsideration": group(), "direct_suit": group(), "suit_after_review": group()}
        ),
        unplaced=(),
        source=Source(f"{who.name}{year}.txt", digest, 7000, "text/plain", "text"),
    )


def holding(number: int, year: int = 2024) -> Holding:
    """Return ``report(number, year)`` as a holding for index pages."""
    return as_holding(report(number, year), agency(number))


def as_holding(item: Report, who: Agency) -> Holding:
    return Holding(
        address=f"reports/{who.agency_id}/{item.year}/",
        agency=who,
        year=item.year,
        title=item.title,
        form=item.form,
        published=item.published,
        source=item.source,
        proactive=item.proactive,
        requests=item.requests,
        review=item.review,
        findings=item.findings,
    )


_SENTENCES = (
    "严格落实信息发布三级审核，坚持先审后发。",
    "优化网站栏目设置，完成政务公开专区改造。",
    "明确专人负责，召开专题会议，组织业务培训。",
    "围绕群众关切，及时公开惠农补贴、社会救助等信息。",
    "个别栏目更新不够及时，政策解读形式较为单一。",
    "业务人员流动较快，办理申请的规范性有待提高。",
    "进一步健全清单管理，逐项明确公开时限和责任人。",
    "丰富解读方式，重要文件同步发布图解。",
    "加强培训，每半年组织一次业务交流。",
    "拓展线上线下互动，用群众听得懂的语言解读政策。",
    "将政务公开纳入年度绩效考核，未发生责任追究情形。",
    "依托微信公众号和村级公示栏，拓宽公开渠道。",
)
