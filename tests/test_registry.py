"""Test the register of agencies: what staff type into Excel is read as intended, or refused with line and cause."""

from __future__ import annotations

import codecs
from dataclasses import replace
from pathlib import Path

import pytest

from build_scripts import messages
from build_scripts.content import divisions
from build_scripts.content.ledger import read_ledger
from build_scripts.content.new_agency import propose_agency
from build_scripts.content.registry import COLUMNS, RESERVED, agency_key, propose_id, read_registry, registry
from build_scripts.model import Agency, Refusal

OURS = Path(__file__).parent.parent / "content" / "agencies.csv"
HEADER = ",".join(COLUMNS)
ROW = "haiyuan-haicheng,海原县海城镇人民政府,海城镇人民政府；海原县海城镇,宁夏回族自治区,中卫市,海原县,640522100,乡,乡镇街道,"


def written(tmp_path: Path, *lines: str, encoding: str = "utf-8", newline: str = "\n") -> Path:
    path = tmp_path / "agencies.csv"
    path.write_bytes((newline.join(lines) + newline).encode(encoding))
    return path


# --------------------------------------------------------------------------- the five real agencies


def test_the_five_agencies_lie_where_their_reports_say() -> None:
    register = read_registry(OURS)
    places = {a.agency_id: [d.name for d in divisions.path_of(a)] for a in register.agencies}
    assert places == {
        "haiyuan-haicheng": ["宁夏回族自治区", "中卫市", "海原县"],
        "huangzhong-shangxinzhuang": ["青海省", "西宁市", "湟中区"],
        "pingan-gucheng": ["青海省", "海东市", "平安区"],
        "xiaopu": ["河南省", "安阳市", "滑县"],
        "yecheng-heyuan": ["新疆维吾尔自治区", "喀什地区", "叶城县"],
    }
    assert register.remarks == ()


def test_only_the_bare_name_is_an_inference_and_says_why() -> None:
    inferred = [a for a in read_registry(OURS).agencies if a.basis]
    assert [a.agency_id for a in inferred] == ["xiaopu"]
    assert "推断" in inferred[0].basis and "没有写明" in inferred[0].basis


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("城关镇人民政府", "原件没有写明所属的县、市"),
        ("城市管理局", "原件没有写明所属的县、市"),
        ("市场监督管理局", "原件没有写明所属的县、市"),
        ("示例县己乡人民政府", "名称里写着“示例县”，行政区划表里没有"),
        ("鼓楼区司法局", "名称里写着“鼓楼区”，全国有 4 处叫这个名称"),
        ("海原县司法局", ""),
    ],
)
def test_why_a_place_is_not_known_is_said_as_it_is(name: str, why: str) -> None:
    assert propose_agency(name, registry([])).basis.startswith(why or "")
    assert bool(propose_agency(name, registry([])).basis) == bool(why)


# --------------------------------------------------------------------------- finding an agency by a name


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("海原县海城镇人民政府", ["haiyuan-haicheng"]),
        ("海 原 县 海 城 镇 人 民 政 府", ["haiyuan-haicheng"]),
        ("海城镇人民政府", ["haiyuan-haicheng"]),
        ("海城镇", ["haiyuan-haicheng"]),
        ("宁夏回族自治区中卫市海原县海城镇人民政府", ["haiyuan-haicheng"]),
        ("宁夏海原县海城镇", ["haiyuan-haicheng"]),
        ("宁夏中卫海原县海城镇", ["haiyuan-haicheng"]),
        ("新疆喀什叶城县河园镇", ["yecheng-heyuan"]),
        ("小铺乡", ["xiaopu"]),
        ("滑县小铺乡人民政府", ["xiaopu"]),
        ("丙县海城镇人民政府", []),  # a town of the same name in another county
        ("丙县小铺乡", []),
        ("新庄镇人民政府", []),  # only a suffix of 上新庄镇
        ("城镇", []),
        ("镇", []),
        ("", []),
    ],
)
def test_find(name: str, found: list[str]) -> None:
    assert [a.agency_id for a in read_registry(OURS).find(name)] == found


def test_a_name_that_two_counties_share_finds_both_and_the_exact_one_first() -> None:
    one = Agency("jia-guhe", "示例甲县古河镇人民政府", county="示例甲县")
    two = Agency("yi-guhe", "示例乙县古河镇人民政府", ("古河镇人民政府",), county="示例乙县")
    register = registry([one, two])
    assert register.find("古河镇人民政府") == (two, one)
    assert register.exact("古河镇人民政府") == (two,)
    assert register.find("示例甲县古河镇") == (one,)


def test_a_street_office_is_found_however_its_district_is_put() -> None:
    office = Agency("jia-wangjing", "示例甲区人民政府望京街道办事处", county="示例甲区")
    register = registry([office])
    for name in ("示例甲区望京街道", "示例甲区望京街道办事处"):
        assert register.find(name) == (office,)
    for name in ("望京街道", "望京街道办事处"):  # without its district it may be another city's
        assert register.find(name) == () and register.relatives(name) == (office,)


def test_a_name_that_went_from_one_to_another_is_that_of_its_year() -> None:
    """Cases: renamed, and the name given to a new agency; merged into a new agency of the same name; an agency without
    a recorded start."""
    old = Agency("old", "示例甲县老城镇人民政府", county="示例甲县", history="2020-05-01 原名 示例甲县城关镇人民政府")
    new = Agency("new", "示例甲县城关镇人民政府", county="示例甲县", history="2022-03-01 由 old 分设")
    split = registry([old, new])
    assert [split.find(new.name, year) for year in (2018, 2019, 2022, 2024)] == [(old,), (old,), (new,), (new,)]
    assert split.find("示例甲县城关镇", 2018) == (old,) and split.find(old.name, 2018) == (old,)
    assert split.find(new.name) == (new,), "of no year the official name decides"
    unknown = replace(new, history="")
    both = registry([old, unknown])
    assert both.find(new.name, 2018) == (old, unknown) == both.relatives(new.name)[::-1], "a person has to say"
    gone = Agency("gone", new.name, county="示例甲县", history="2020-05-01 并入 made")
    made = Agency("made", new.name, county="示例甲县", history="2020-05-01 由 gone 合并")
    merged = registry([gone, made])
    assert [merged.find(new.name, year) for year in (2019, 2020)] == [(gone,), (made,)]
    assert registry([replace(made, aliases=("乙镇",))]).find(new.name, 2015)[0].agency_id == "made", "or grown by it"


# --------------------------------------------------------------------------- how Excel leaves the file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_encoding_of_excel_gives_the_same_register(tmp_path: Path, encoding: str, newline: str) -> None:
    path = written(tmp_path, HEADER, ROW, encoding=encoding, newline=newline)
    [agency] = read_registry(path).agencies
    assert agency.name == "海原县海城镇人民政府"
    assert agency.aliases == ("海城镇人民政府", "海原县海城镇")
    assert agency.division_code == "640522100"


def test_columns_in_another_order_notes_of_staff_and_empty_rows_do_no_harm(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "备注,name,Agency_ID,aliases,province,city,county,division_code,level,kind,basis",
        ",,,,,",
        "张三录入,示例局,shili-ju,,,,,,,部门",
    )
    [agency] = read_registry(path).agencies
    assert (agency.agency_id, agency.name, agency.kind, agency.basis) == ("shili-ju", "示例局", "部门", "")


def test_aliases_may_be_parted_by_either_sign_of_either_width(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, "a,甲,乙；丙;丁|戊｜ ,,,,,,,")
    assert read_registry(path).agencies[0].aliases == ("乙", "丙", "丁", "戊")


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("registry-columns", ["agency_id,name"]),
        ("registry-columns", [HEADER.replace(",", ";"), ROW]),
        ("registry-columns", []),
        ("registry-duplicate", [HEADER, ROW, ROW.replace("海城", "城关")]),
        ("registry-id", [HEADER, ROW.replace("haiyuan-haicheng", "海城镇")]),
        ("registry-id", [HEADER, ROW.replace("haiyuan-haicheng", "Haiyuan")]),
        ("registry-id", [HEADER, ROW.replace("haiyuan-haicheng", "../x")]),
        ("registry-id", [HEADER, ROW.replace("haiyuan-haicheng", "con")]),
        ("registry-name", [HEADER, "a,,,,,,,,,"]),
        ("registry-code", [HEADER, ROW.replace("640522100", "6.40522E+08")]),
        ("registry-code", [HEADER, ROW.replace("640522100", "64052")]),
        ("registry-level", [HEADER, ROW.replace(",乡,", ",乡级,")]),
        ("registry-quotes", [HEADER, 'a,"甲"乙,,,,,,,,']),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_cause(tmp_path: Path, code: str, lines: list[str]) -> None:
    with pytest.raises(Refusal) as caught:
        read_registry(written(tmp_path, *lines))
    assert caught.value.code == code
    assert messages.of(caught.value).startswith("登记簿 content/agencies.csv "), "staff are told which file"


@pytest.mark.parametrize(
    ("name", "level", "kind"),
    [
        ("海原县海城镇人民政府", "乡", "乡镇街道"),
        ("示例市甲区乙街道办事处", "乡", "乡镇街道"),
        ("海原县人民政府办公室", "县", "县区"),
        ("中卫市人民政府办公室", "市", "市"),
        ("宁夏回族自治区人民政府办公厅", "省", "省"),
        ("新疆维吾尔自治区人民政府", "省", "省"),
        ("上海市人民政府", "省", "省"),
        ("义马市人民政府", "县", "县区"),
        ("甘南州人民政府", "市", "市"),
        ("喀什地区行政公署", "市", "市"),
        ("示例区人民政府", "县", "县区"),
        ("海原县司法局", "", "部门"),
    ],
)
def test_what_a_new_agency_is_follows_from_the_end_of_its_name(name: str, level: str, kind: str) -> None:
    proposed = propose_agency(name, registry([]))
    assert (proposed.level, proposed.kind) == (level, kind)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("国家税务总局广州市白云区税务局", ("广东省", "广州市", "白云区")),
        ("国家税务总局海原县税务局", ("宁夏回族自治区", "中卫市", "海原县")),
        ("国家统计局中卫市调查队", ("宁夏回族自治区", "中卫市", "")),
        ("甘南州卫生健康委", ("甘肃省", "甘南藏族自治州", "")),
        ("国家税务总局", ("", "", "")),
        ("国家能源局", ("", "", "")),
    ],
)
def test_a_place_behind_the_name_of_a_national_body_and_in_its_usual_form(name: str, place: tuple[str, ...]) -> None:
    made = propose_agency(name, registry([]))
    assert (made.province, made.city, made.county) == place


def test_what_a_merge_in_git_leaves_twice_counts_once(tmp_path: Path) -> None:
    """``merge=union`` keeps the rows of both people: the header twice, and a row that both added."""
    register = read_registry(written(tmp_path, HEADER, ROW, "b,乙,,,,,,,,", HEADER, f"{ROW},"))
    assert [agency.agency_id for agency in register.agencies] == ["haiyuan-haicheng", "b"]


def test_the_refusal_of_a_repeated_id_names_both_lines(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        read_registry(written(tmp_path, HEADER, ROW, "b,乙,,,,,,,,", ROW.replace("海城", "城关")))
    assert caught.value.values == {"line": 4, "id": "haiyuan-haicheng", "first": 2}


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("ledger-row", ",{sha},9,2026-11-28,a,2024,1"),
        ("ledger-row", "2024/甲.txt,1.23E+11,9,2026-11-28,a,2024,1"),
        ("ledger-half", "2024/甲.txt,{sha},9,2026-11-28,a,,1"),
        ("ledger-half", "2024/甲.txt,{sha},9,2026-11-28,,2024,"),
        ("ledger-cell", "2024/甲.txt,{sha},9,2026-13-28,a,2024,1"),
        ("ledger-cell", "2024/甲.txt,{sha},9,昨天,a,2024,1"),
        ("ledger-cell", "2024/甲.txt,{sha},9,2026-11-28,a,２０２４,1"),
        ("", "2024/甲.txt,{sha},,2026/11/8,,,"),
    ],
)
def test_a_row_of_the_ledger_that_cannot_be_meant_is_refused_with_its_line(tmp_path: Path, code: str, row: str) -> None:
    path = tmp_path / "content/ledger/2026.csv"
    path.parent.mkdir(parents=True)
    good = f"2024/乙.txt,{'0' * 64},9,2026-11-27,b,2024,1"
    header = "path,sha256,size,archived,agency_id,year,version"
    path.write_text("\n".join([header, good, row.format(sha="1" * 64)]), encoding="utf-8")
    if not code:
        entry = read_ledger(tmp_path).entries["1" * 64]
        assert (entry.archived, entry.key, entry.version) == ("2026-11-08", ("", 0), 0)
        return
    with pytest.raises(Refusal) as caught:
        read_ledger(tmp_path)
    assert caught.value.code == code and "台账 2026.csv 第 3 行" in messages.of(caught.value)


def test_rows_of_two_encodings_are_refused_not_read_as_other_words(tmp_path: Path) -> None:
    """One of two people saved the register as GBK; git kept the rows of both."""
    path = written(tmp_path, HEADER, ROW, encoding="gb18030")
    assert read_registry(path).agencies[0].name == "海原县海城镇人民政府"
    path.write_bytes(path.read_bytes() + "b,示例县乙镇人民政府,,,,,,,,\n".encode())
    with pytest.raises(Refusal) as caught:
        read_registry(path)
    assert (caught.value.code, caught.value.values["line"]) == ("mixed-encoding", 3)


@pytest.mark.parametrize("data", [codecs.BOM_UTF16_LE + f"{HEADER}\n".encode("utf-16-le"), b"\xff\xfe\x81"])
def test_an_unknown_encoding_is_refused_not_guessed(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "agencies.csv"
    path.write_bytes(data)
    with pytest.raises(Refusal) as caught:
        read_registry(path)
    assert caught.value.code == "registry-encoding"


def test_a_place_that_contradicts_its_code_is_remarked_with_the_line(tmp_path: Path) -> None:
    path = written(
        tmp_path, HEADER, ROW.replace("海原县,6405", "同心县,6405"), "b,乙,,,,,,,,", "c,丙,,示例省,,示例县,990121,县,,"
    )
    remarks = read_registry(path).remarks
    assert len(remarks) == 3
    assert remarks[0].startswith("第 2 行") and "同心县" in remarks[0] and "海原县" in remarks[0]
    assert "所在地未定" in remarks[1] and "990121" in remarks[2]


def test_two_rows_of_one_agency_are_remarked_and_nothing_else_is(tmp_path: Path) -> None:
    """Seen: reports of 洪泽区人民政府 and 淮安市洪泽区人民政府 were two agencies, and their years were not compared."""
    path = written(
        tmp_path, HEADER, ROW, "hai,海城镇,,,,,640522100,乡,,", "hongze,洪泽区人民政府,,,,,320813,县,,",
        "gulou,鼓楼区司法局,,,,,350102,,,", "gulou-2,南京市鼓楼区司法局,,,,,320106,,,", "c,城关镇,,,,,990121100,乡,,",
        "d,城关镇,,,,,990122100,乡,,", "hongze-2,江苏省淮安市洪泽区,,,,,320813,县,,",
    )  # fmt: skip
    found = [remark for remark in read_registry(path).remarks if "同一个机关" in remark]
    assert [remark.partition("：")[0] for remark in found] == ["第 3 行（海城镇）", "第 9 行（江苏省淮安市洪泽区）"]
    assert "与第 2 行（海原县海城镇人民政府）" in found[0] and "与第 4 行（洪泽区人民政府）" in found[1]


@pytest.mark.parametrize(
    "names",
    [
        ("洪泽区人民政府", "淮安市洪泽区人民政府", "江苏省淮安市洪泽区", "江苏洪泽区人民政府"),
        ("海原县海城镇", "中卫市海原县海城镇人民政府", "宁夏海原县海城镇", "宁夏中卫海原县海城镇人民政府"),
        ("广西南宁市兴宁区", "广西壮族自治区南宁市兴宁区人民政府", "南宁市兴宁区人民政府"),
        ("内蒙古呼和浩特市新城区司法局", "呼和浩特新城区司法局"),  # other cities have a 新城区 too
        ("吉林吉林市教育局", "吉林市教育局", "吉林省吉林市教育局"),
        ("海城镇", "海城镇人民政府"),
    ],
)
def test_names_of_one_agency_have_one_key(names: tuple[str, ...]) -> None:
    assert len(set(map(agency_key, names))) == 1
    for first in names:
        own = propose_agency(first, registry([]))
        assert {registry([own]).find(name) for name in names} == {(own,)}, "one after the other they are one, too"


def test_every_county_is_found_however_the_places_around_it_are_stated() -> None:
    """Seen: 济南市中区 lay in 济南市 alone, and 嘉峪关市, which has one county of its own name, nowhere."""
    for place in divisions.table().values():
        *outer, own = divisions.ancestors(place.code) or (place,)
        if not outer or own is not place or not place.name.endswith(("市", "县", "区", "旗")):
            continue
        expected = (*outer, place) if place.name != outer[-1].name else (*outer,)
        short = "".join(divisions.stem(d.name) for d in outer)
        for around in ("".join(d.name for d in outer), short, outer[-1].name, divisions.stem(outer[-1].name)):
            name = f"{around}{place.name}教育局"
            found, rest = divisions.stated_path(name)
            if len(outer) > 1 or found:  # a province may have several counties of this name
                assert (found, rest) == (expected, "教育局"), name


def test_names_that_may_be_of_two_agencies_have_two_keys() -> None:
    names = (
        *(
            "鼓楼区司法局",
            "南京市鼓楼区司法局",
            "福州市鼓楼区司法局",
            "海原县司法局",
            "司法局",
            "海原县海城镇",
            "海城镇",
        ),
        *("海原县人民政府", "海原县人民政府办公室", "中卫市人民政府", "国家税务总局中卫市税务局", "中卫市税务局"),
    )
    assert len(set(map(agency_key, names))) == len(names)


# --------------------------------------------------------------------------- divisions


def test_fillers_of_the_code_scheme_are_no_places() -> None:
    def names(code: str) -> list[str]:
        return [d.name for d in divisions.path_of(Agency("a", "b", division_code=code))]

    assert names("110101001") == ["北京市", "东城区"]
    assert names("429004100") == ["湖北省", "仙桃市"]
    assert names("441900101") == ["广东省", "东莞市"]
    assert names("640500") == ["宁夏回族自治区", "中卫市"]


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("海原县海城镇人民政府", "海城镇人民政府"),
        ("海原县教育局", "教育局"),
        ("宁夏回族自治区中卫市海原县海城镇人民政府", "海城镇人民政府"),
        ("中卫市海原县人民政府", "中卫市海原县人民政府"),
        ("中卫市教育局", "中卫市教育局"),
        ("海原县人民政府", "海原县人民政府"),
        ("海原县人民政府办公室", "海原县人民政府办公室"),
        ("海原县管委会", "海原县管委会"),
        ("海原县分局", "海原县分局"),
        ("海原县海原县管理局", "海原县管理局"),
        ("海原县", "海原县"),
        ("中卫市公安局海原县分局", "中卫市公安局海原县分局"),
    ],
)
def test_a_county_is_not_said_again_on_its_own_pages_but_where_nothing_else_names_the_agency(
    name: str, within: str
) -> None:
    county, city = divisions.table()["640522"], divisions.table()["640500"]
    assert divisions.name_within(name, county) == within
    assert divisions.name_within("中卫市教育局", city) == "中卫市教育局", "looked up by 教育局"
    assert divisions.own_name("中卫市教育局", city) == "教育局"


def test_a_place_without_code_is_known_by_its_names_only_when_they_are_unique() -> None:
    assert [d.code for d in divisions.path_of(Agency("a", "b", county="海原县"))] == ["640000", "640500", "640522"]
    assert divisions.path_of(Agency("a", "b", county="鼓楼区")) == ()
    assert divisions.path_of(Agency("a", "b", city="开封市", county="鼓楼区"))[-1].code == "410204"
    assert divisions.path_of(Agency("a", "b", province="河南省", county="海原县")) == ()


def test_a_code_that_is_in_no_table_takes_the_names_of_the_register() -> None:
    agency = Agency("a", "b", (), "示例省", "示例市", "示例县", "990121100")
    assert [(d.code, d.name) for d in divisions.path_of(agency)] == [
        ("990000", "示例省"),
        ("990100", "示例市"),
        ("990121", "示例县"),
    ]


# --------------------------------------------------------------------------- new ids


@pytest.mark.parametrize(
    ("name", "county", "proposal"),
    [
        ("海原县海城镇人民政府", "海原县", "haiyuan-haicheng"),
        ("海东市平安区古城回族乡人民政府", "平安区", "pingan-gucheng"),
        ("西宁市湟中区上新庄镇人民政府", "湟中区", "huangzhong-shangxinzhuang"),
        ("小铺乡", "", "xiaopu"),
        ("滑县小铺乡人民政府", "滑县", "huaxian-xiaopu"),
        ("海原县教育局", "海原县", "haiyuan-jiaoyuju"),
        ("海原县人民政府", "海原县", "haiyuan"),
        ("重庆市长寿区渡舟街道办事处", "长寿区", "changshou-duzhou"),
        ("融水苗族自治县大浪镇人民政府", "融水苗族自治县", "rongshui-dalang"),
        ("***", "", "jiguan"),
    ],
)
def test_a_proposed_id_is_readable(name: str, county: str, proposal: str) -> None:
    assert propose_id(name, county, ()) == proposal


def test_a_taken_id_is_never_proposed_again() -> None:
    taken: list[str] = []
    for name in ("海原县海城镇人民政府", "海原县海城街道办事处", "海原县海城镇人民政府", "海原县海城镇人民政府"):
        taken.append(propose_id(name, "海原县", taken))
    assert taken == ["haiyuan-haicheng", "haiyuan-haicheng-jiedao", "haiyuan-haicheng-zhen", "haiyuan-haicheng-zhen-2"]
    assert propose_id("az", "", ()) not in RESERVED


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("长武县", "changwuxian"),
        ("长子县", "zhangzixian"),
        ("武都区", "wuduqu"),
        ("略阳", "lueyang"),
        ("乐清", "yueqing"),
    ],
)
def test_place_names_are_read_as_places(name: str, word: str) -> None:
    assert divisions.pinyin(name) == word


def test_every_listed_place_has_its_pinyin() -> None:
    assert all(d.pinyin.isascii() and d.pinyin.isalpha() for d in divisions.table().values())
