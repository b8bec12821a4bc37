"""Index pages: home, years, places, agencies, quality, about. Each function's inputs are all that it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from build_scripts.contract import empty_table
from build_scripts.divisions import Division, path_of
from build_scripts.findings import catalogue
from build_scripts.forms import FORM_IDS, form
from build_scripts.model import Agency, Cell, Holding, State
from build_scripts.page import (
    Block,
    Bullets,
    DataCell,
    DataColumn,
    DataTable,
    Facts,
    Heading,
    Inlines,
    Link,
    Page,
    Para,
    Span,
    Statutory,
    Widget,
)
from build_scripts.pages import anchor
from build_scripts.summary import figure
from build_scripts.tables import text_of

LIST_LIMIT = 400  # an index page stays small: longer lists are split by place
SEVERITY = {"error": "必须核对", "warning": "请留意", "note": "供参考"}


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the archive holds."""

    reports: int
    agencies: int
    years: tuple[tuple[int, int], ...]  # (year, reports), newest first


def _page(address: str, kind: str, title: str, description: str, *blocks: Block, scripts: tuple[str, ...] = ()) -> Page:
    return Page(address, title, kind, description, tuple(blocks), scripts=scripts)


def count(n: int, unit: str = "份报告") -> str:
    return f"{n:,} {unit}"


def search_box() -> Widget:
    """The search form's place; without JavaScript it points at the pages to browse."""
    links: Inlines = (
        "也可以",
        Link("按地区", "places/"),
        "、",
        Link("按年份", "years/"),
        "、",
        Link("按机关", "agencies/"),
        "查找。",
    )
    return Widget("search", {"base": "search/"}, (Para(("全文搜索需要浏览器支持 JavaScript。", *links)),))


# --------------------------------------------------------------------------- home


def home(counts: Counts, newest: Sequence[Holding]) -> Page:
    """What this is, where to begin, what is new."""
    years = counts.years
    span = f"{years[-1][0]}—{years[0][0]} 年" if len(years) > 1 else f"{years[0][0]} 年" if years else "尚无报告"
    return _page(
        "",
        "home",
        "政府信息公开年度报告，一份一份读，一起来比较",
        "各地各部门政府信息公开工作年度报告的公共档案：按原样公布，可以搜索、比较、下载。",
        Para(
            (
                "每年一月，各级行政机关要公布上一年的政府信息公开工作年度报告：收到多少申请，公开了多少，为什么不公开，有多少人去复议、起诉。本馆把这些报告按原样收在一起，能读、能搜、能比较、能下载。",
            )
        ),
        search_box(),
        Facts(
            (
                ("报告", (count(counts.reports, "份"),)),
                ("机关", (count(counts.agencies, "个"),)),
                ("年度", (span,)),
            )
        ),
        Heading(2, "从哪里开始", "start"),
        Bullets(
            (
                (Link("按地区", "places/"), "：省、市、县，再到每个机关"),
                (Link("按年份", "years/"), "：同一年的报告放在一起"),
                (Link("比较", "compare/"), "：同一个县各机关，或同一机关各年"),
                (Link("怎样读这些表", "about/forms/"), "：0、空白、“/”和“无此格”是四回事"),
                (Link("数据下载", "data/"), "：每一个数字都能找到它在原件里的位置"),
            )
        ),
        Heading(2, "最近收入", "newest"),
        holding_table("最近收入的报告", newest),
        scripts=("assets/search/search.js",),
    )


def holding_table(caption: str, holdings: Sequence[Holding]) -> DataTable:
    """A list of reports with the figures that people ask for first."""
    columns = (
        DataColumn("报告"),
        DataColumn("所在地"),
        DataColumn("新收申请", True, "件"),
        DataColumn("予以公开", True, "件"),
        DataColumn("核验提示", True, "条"),
    )
    rows = []
    for h in holdings:
        rows.append(
            (
                DataCell((Link(f"{h.agency.name} {h.year} 年", h.address),)),
                DataCell(_place(h.agency)),
                cell_of(figure(h.requests, "1", "total")),
                cell_of(figure(h.requests, "3.1", "total")),
                DataCell((str(len(h.findings)),)),
            )
        )
    return DataTable(caption, columns, tuple(rows), sortable=True)


def _place(agency: Agency) -> Inlines:
    path = path_of(agency)
    if not path:
        return ("未定",)
    inferred: Inlines = (Span("推断", "inferred"),) if agency.basis else ()
    return (*inferred, " ".join(d.name for d in path))


def cell_of(cell: Cell | None) -> DataCell:
    """A statutory cell in a table of ours: the print, or in words what kind of nothing it is."""
    if cell is None:
        return DataCell(("—",))
    return DataCell((text_of(cell),), "" if cell.state is State.STATED else cell.state.value)


def search_page() -> Page:
    """The full search page; everything on it is made by the script."""
    return _page(
        "search/",
        "search",
        "搜索",
        "搜索全部报告的标题、地区、正文和数字。",
        search_box(),
        scripts=("assets/search/search.js",),
    )


# --------------------------------------------------------------------------- years


def years_index(counts: Counts) -> Page:
    rows = tuple((DataCell((Link(f"{year} 年", f"years/{year}/"),)), DataCell((str(n),))) for year, n in counts.years)
    table = DataTable("各年度的报告", (DataColumn("年度"), DataColumn("报告", True, "份")), rows)
    return _page("years/", "year", "按年份查找", "按年度列出本馆收藏的报告。", table)


def year_page(year: int, total: int, holdings: Sequence[Holding], provinces: Sequence[tuple[Division, int]]) -> Page:
    """``holdings`` are all reports of the year when they are few, else empty: then the list is by province."""
    blocks: list[Block] = [Para((f"{year} 年度的报告共 {count(total)}。",))]
    if holdings:
        blocks.append(holding_table(f"{year} 年度的报告", holdings))
    else:
        blocks.append(_division_table(f"{year} 年度各地的报告", provinces, year))
    if provinces:
        links = tuple((Link(f"{d.name}各机关比较", f"compare/places/{d.code}/{year}/"),) for d, _ in provinces)
        blocks += [Heading(2, "比较", "compare"), Bullets(links)]
    return _page(
        f"years/{year}/", "year", f"{year} 年度的报告", f"{year} 年度政府信息公开工作年度报告，共 {total} 份。", *blocks
    )


def _division_table(caption: str, divisions: Sequence[tuple[Division, int]], year: int = 0) -> DataTable:
    rows = tuple(
        (
            DataCell((Link(d.name, f"compare/places/{d.code}/{year}/" if year else d.address),)),
            DataCell((str(n),)),
        )
        for d, n in divisions
    )
    return DataTable(caption, (DataColumn("地区"), DataColumn("报告", True, "份")), rows)


# --------------------------------------------------------------------------- places


def places_index(provinces: Sequence[tuple[Division, int]], unresolved: int) -> Page:
    blocks: list[Block] = [_division_table("各省（自治区、直辖市）的报告", provinces)]
    if unresolved:
        blocks.append(Para((Link(f"所在地未定的报告（{unresolved} 份）", "places/unresolved/"),)))
    return _page("places/", "place", "按地区查找", "按省、市、县列出本馆收藏的报告。", *blocks)


def place_page(
    path: Sequence[Division],
    children: Sequence[tuple[Division, int]],
    agencies: Sequence[tuple[Agency, tuple[tuple[int, str], ...]]],
    years: Sequence[int],
) -> Page:
    """``children``: places directly below with their reports; ``agencies``: those of this very place with (year, address)."""
    place = path[-1]
    crumbs: list[Inlines] = [(Link(d.name, d.address),) for d in path[:-1]]
    blocks: list[Block] = []
    if crumbs:
        blocks.append(Bullets(((Link("全国", "places/"),), *crumbs), kind="toolbar"))
    if years:
        links = tuple((Link(f"{year} 年比较", f"compare/places/{place.code}/{year}/"),) for year in years)
        blocks.append(Bullets(links, kind="toolbar"))
    if children:
        blocks += [Heading(2, "下辖地区", "children"), _division_table(f"{place.name}下辖各地的报告", children)]
    if agencies:
        blocks += [Heading(2, "机关", "agencies"), agency_table(f"{place.name}的机关", agencies)]
    return _page(
        place.address, "place", place.name, f"{''.join(d.name for d in path)}政府信息公开工作年度报告。", *blocks
    )


def agency_table(caption: str, agencies: Sequence[tuple[Agency, tuple[tuple[int, str], ...]]]) -> DataTable:
    rows = []
    for agency, years in agencies:
        links: list[str | Link | Span] = [Span("推断", "inferred", "所在地是推断的")] if agency.basis else []
        for year, address in years:
            links += [Link(str(year), address), " "]
        rows.append((DataCell((Link(agency.name, f"agencies/{agency.agency_id}/"),)), DataCell(tuple(links))))
    return DataTable(caption, (DataColumn("机关"), DataColumn("报告年度")), tuple(rows))


def unresolved_page(agencies: Sequence[tuple[Agency, tuple[tuple[int, str], ...]]]) -> Page:
    return _page(
        "places/unresolved/",
        "place",
        "所在地未定的报告",
        "原件没有写明、登记簿也没有登记所在地的报告。",
        Para(("这些报告的原件没有写明机关属于哪个县、市，本馆不猜测。",)),
        agency_table("所在地未定的机关", agencies),
    )


# --------------------------------------------------------------------------- agencies


def agencies_index(
    agencies: Sequence[tuple[Agency, tuple[tuple[int, str], ...]]],
    provinces: Sequence[tuple[Division, int]],
    total: int,
) -> Page:
    """All agencies when they are few, else the way to them by place."""
    if total <= LIST_LIMIT:
        body: Block = agency_table("全部机关", agencies)
    else:
        body = _division_table(f"机关共 {total:,} 个，请按地区查找", provinces)
    return _page("agencies/", "agency", "按机关查找", "本馆收藏的机关及其报告年度。", body)


def agency_page(agency: Agency, holdings: Sequence[Holding], others: Sequence[tuple[str, str]]) -> Page:
    """One agency, all its years (newest first); ``others`` are revisions (text, address)."""
    path = path_of(agency)
    where: list[Inlines] = [tuple(x for d in path for x in (Link(d.name, d.address), " ")) or ("未定",)]
    facts: list[tuple[str, Inlines]] = [("所在地", where[0])]
    if agency.basis:
        facts.append(("依据", (Span("推断", "inferred"), agency.basis)))
    if agency.aliases:
        facts.append(("又名", ("、".join(agency.aliases),)))
    facts.append(("登记号", (Span(agency.agency_id, "code"),)))
    columns = (
        DataColumn("年度"),
        DataColumn("新收申请", True, "件"),
        DataColumn("上年结转", True, "件"),
        DataColumn("予以公开", True, "件"),
        DataColumn("部分公开", True, "件"),
        DataColumn("结转下年度", True, "件"),
        DataColumn("行政复议", True, "件"),
        DataColumn("核验提示", True, "条"),
    )
    rows = []
    for h in holdings:
        rows.append(
            (
                DataCell((Link(f"{h.year} 年", h.address),)),
                *(cell_of(figure(h.requests, key, "total")) for key in ("1", "2", "3.1", "3.2", "4")),
                cell_of(figure(h.review, "reconsideration", "total")),
                DataCell((str(len(h.findings)),)),
            )
        )
    blocks: list[Block] = [
        Facts(tuple(facts)),
        Heading(2, "历年报告", "years"),
        DataTable("历年主要数字", columns, tuple(rows)),
    ]
    blocks.append(Para((Link("历年走势和逐年对比", f"compare/agencies/{agency.agency_id}/"),)))
    if others:
        blocks += [
            Heading(2, "其他版本", "revisions"),
            Bullets(tuple((Link(text, address),) for text, address in others)),
        ]
    return _page(
        f"agencies/{agency.agency_id}/", "agency", agency.name, f"{agency.name}历年政府信息公开工作年度报告。", *blocks
    )


# --------------------------------------------------------------------------- quality


def quality_page(
    by_code: Mapping[str, int],
    by_year: Sequence[tuple[int, int, int]],
    examples: Mapping[str, Sequence[tuple[str, str]]],
    refused: int,
) -> Page:
    """``by_year``: (year, reports, findings); ``examples``: code → (report, address), at most a few hundred."""
    rows = tuple(
        (
            DataCell((Link(kind.title, f"quality/codes/#{anchor(code)}"),)),
            DataCell((SEVERITY[kind.severity.value],)),
            DataCell((str(by_code.get(code, 0)),)),
        )
        for code, kind in catalogue().items()
        if by_code.get(code)
    )
    blocks: list[Block] = [
        Para(
            (
                "核验提示只说明报告里的数字之间、文字与表格之间对不上的地方，写明两边的数字，不作评价，不排名。原件怎样印，本馆就怎样公布。",
            )
        ),
        DataTable(
            "各类核验提示", (DataColumn("提示"), DataColumn("级别"), DataColumn("条数", True)), rows, sortable=True
        ),
        DataTable(
            "各年度",
            (DataColumn("年度"), DataColumn("报告", True, "份"), DataColumn("核验提示", True, "条")),
            tuple((DataCell((f"{y} 年",)), DataCell((str(n),)), DataCell((str(f),))) for y, n, f in by_year),
        ),
        Para(
            (
                Link("收藏情况", "quality/coverage/"),
                "　",
                Link("没有收进来的文件", "quality/refused/"),
                f"（{refused} 个）",
            )
        ),
    ]
    for code, reports in examples.items():
        blocks.append(Heading(2, catalogue()[code].title, anchor(code)))
        blocks.append(Bullets(tuple((Link(text, address),) for text, address in reports)))
    return _page("quality/", "quality", "数据质量与核验提示", "全部核验提示，按规则和年度。", *blocks)


def codes_page() -> Page:
    """What every code means: generated from the catalogue, so that no code is undocumented."""
    blocks: list[Block] = []
    for code, kind in catalogue().items():
        blocks += [
            Heading(2, kind.title, anchor(code)),
            Facts(
                (
                    ("代码", (Span(code, "code"),)),
                    ("级别", (SEVERITY[kind.severity.value],)),
                    ("含义", (kind.meaning,)),
                    ("工作人员可以", (kind.advice,)),
                )
            ),
        ]
    return _page("quality/codes/", "quality", "核验规则", "每一条核验提示的含义。", *blocks)


def coverage_page(
    grid: Sequence[tuple[Agency, Mapping[int, tuple[str, str]]]], years: Sequence[int], partial: bool
) -> Page:
    """Agencies × years; a cell is (word, address). ``partial``: too many for one page, see the place pages."""
    columns = (DataColumn("机关"), *(DataColumn(f"{year} 年") for year in years))
    rows = tuple(
        (
            DataCell((Link(agency.name, f"agencies/{agency.agency_id}/"),)),
            *(
                DataCell((Link(cells[year][0], cells[year][1]),))
                if year in cells
                else DataCell(("未收入",), State.ABSENT.value)
                for year in years
            ),
        )
        for agency, cells in grid
    )
    words = "“未收入”只表示本馆没有这份报告，不表示机关没有公布。“未填报”表示原件的三张表都没有填写。"
    more: tuple[Block, ...] = (Para(("机关较多，这里只列出一部分；其余请按地区查看。",)),) if partial else ()
    return _page(
        "quality/coverage/",
        "quality",
        "收藏情况",
        "各机关各年度的收藏情况。",
        Para((words,)),
        *more,
        DataTable("机关与年度", columns, rows),
    )


def refused_page(refused: Sequence[tuple[str, str]]) -> Page:
    rows = tuple((DataCell((path,)), DataCell((message,))) for path, message in refused)
    body: Block = (
        DataTable("没有收进来的文件", (DataColumn("文件"), DataColumn("原因和办法")), rows)
        if rows
        else Para(("没有这样的文件。",))
    )
    return _page(
        "quality/refused/", "quality", "没有收进来的文件", "送来但无法读取的文件、原因和办法。",
        Para(("这些文件已经送来，但读不出报告；写明原因和办法，供工作人员处理。",)), body,
    )  # fmt: skip


# --------------------------------------------------------------------------- about


def about_pages() -> tuple[Page, ...]:
    """The standing pages, generated from the form data where they speak of forms."""
    rules = (
        (
            "照原样",
            "原件印什么，本馆就公布什么。0、空白、“/”和“无此格”是四种不同的情况，在每一页、每一份数据里都分开。不改、不猜、不悄悄相加。",
        ),
        ("不丢失", "原件的每一段文字、每一个格子都在页面上；归不了位的，列在页末。"),
        ("长久", "网址从不改变。原件和它的 SHA-256 校验值放在页面旁边，谁都可以核对。"),
    )
    about = _page(
        "about/",
        "about",
        "关于年报馆",
        "年报馆是什么，怎样收录，怎样引用。",
        Para(
            (
                "年报馆收藏各级行政机关按《中华人民共和国政府信息公开条例》公布的政府信息公开工作年度报告。报告是公共文件，数字是事实，任何人都可以自由使用，请注明来源。",
            )
        ),
        Heading(2, "三条原则", "rules"),
        Bullets(tuple((Span(name, "strong"), f"：{text}") for name, text in rules)),
        Heading(2, "更多", "more"),
        Bullets(
            (
                (Link("怎样读这些表", "about/forms/"),),
                (Link("核验规则", "quality/codes/"),),
                (Link("比较用的指标", "about/indicators/"),),
                (Link("数据下载与说明", "data/"),),
            )
        ),
        Heading(2, "隐私与无障碍", "privacy"),
        Para(
            (
                "本站不使用任何跟踪代码，不向第三方发出请求；不开启 JavaScript 也能阅读全部报告。表格带有表头关联，可用读屏软件阅读。",
            )
        ),
    )
    return (about, *(_forms_page(form_id) for form_id in FORM_IDS))


def _forms_page(form_id: str) -> Page:
    newest, shape = form(FORM_IDS[0]), form(form_id)
    legend = (
        ("0", "原件印的就是 0"),
        ("空白", "原件有这一格，但没有填写（未填报），不等于 0"),
        ("/", "原件印的是斜线或短横，表示没有此项"),
        ("无此格", "原件没有这一格（缺了一列或一行），不等于 0"),
    )
    other = "about/forms-2019/" if form_id == newest.id else "about/forms/"
    blocks: list[Block] = [
        Para((f"{shape.document}《{shape.title}》，{shape.first_year} 年度起的报告使用。", Link("另一种格式", other))),
        Facts(tuple((k, (v,)) for k, v in legend)),
        Bullets(tuple((s.heading,) for s in shape.sections)),
    ]
    # The empty form is the best explanation of the form.
    blocks += [Statutory(replace(empty_table(table, form_id), present=True)) for table in shape.tables]
    blocks.append(Heading(2, "勾稽关系", "identities"))
    blocks.append(Bullets(tuple((catalogue()[i.code].meaning,) for i in shape.identities)))
    address = "about/forms/" if form_id == newest.id else f"about/forms-{form_id}/"
    return _page(
        address, "about", f"怎样读这些表：{shape.name}", f"{shape.name}的全部行列，和四种“没有数字”。", *blocks
    )
