"""Characters, white space and numbers: how printed text is compared without changing it.

Two functions have separate uses. ``printed`` gives the text that the archive stores: it maps only code points that
*look* the same and are artefacts of fonts (radicals). ``fold`` is only for matching: it also folds full-width forms,
dashes and white space, and its result is never published."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from build_scripts.model import ABSENT, Cell, Place, State

# pdfminer extracts radicals from PDFs made by Chromium: 人⺠政府. NFKC maps the Kangxi block (U+2F00) but not the
# supplement (U+2E80), and it maps ⼾ to 戶, which no mainland report prints.
_SUPPLEMENT_PAIRS = (
    "⺁厂⺄乚⺅亻⺈刀⺉刂⺌小⺍小⺏兀⺐尢⺒巳⺓幺⺔彑⺖忄⺗心⺘扌⺙攵⺛旡⺝月⺞歺⺟母⺠民⺡氵⺢水⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王"
    "⺪疋⺫目⺬示⺭礻⺮竹⺯纟⺰纟⺱罒⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羊⺹耂⺻聿⺼月⺽臼⺾艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝"
    "⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄"
    "⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_SUPPLEMENT = dict(zip(_SUPPLEMENT_PAIRS[::2], _SUPPLEMENT_PAIRS[1::2], strict=True))
_KANGXI = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)}
# NFKC gives the traditional form for these; mainland reports print the simplified form.
_KANGXI |= {"⼾": "户", "⾒": "见", "⻉": "贝"}
# Vertical presentation forms of punctuation, from columns of vertical text (三︑本年度办理结果).
_VERTICAL_FORMS = "︐，︑、︒。︓：︔；︕！︖？︙…︱—︵（︶）︷｛︸｝︹〔︺〕︻【︼】︽《︾》︿〈﹀〉﹁「﹂」﹃『﹄』"
# Characters that a font draws with the same glyph: as with radicals, Chromium uses the first code point of the glyph.
_SAME_GLYPH = {"\u2329": "〈", "\u232a": "〉", "\u2215": "／", "\u2e3a": "——", "\u2e3b": "———"}
_RADICALS = _SUPPLEMENT | _KANGXI | _SAME_GLYPH | dict(zip(_VERTICAL_FORMS[::2], _VERTICAL_FORMS[1::2], strict=True))

# Traditional characters that mirrors print in the words of the form and in headings. Folded for matching, never in
# ``printed``.
_TRADITIONAL_PAIRS = (
    "丟丢佈布併并來来係系個个備备兒儿內内兩两別别則则劃划動动務务區区叄叁員员問问單单國国園园圖图團团執执報报學学寧宁審审寫写對对屬属帶带幾几廠厂廢废廳厅張张強强後后從从應应戶户掃扫採采換换擊击據据數数於于時时會会條条業业構构"
    "標标機机檢检欄栏權权歸归決决沒没況况減减瀏浏為为無无爲为獲获現现當当發发確确碼码祕秘種种稱称穩稳範范籤签糾纠納纳細细終终組组結结統统經经維维網网線线編编縣县總总織织繳缴繼继續续罰罚臺台與与舉举莊庄華华萬万蓋盖處处號号裏里"
    "補补裡里製制複复覆复見见規规覽览訂订計计訓训記记訟讼訪访設设許许訴诉註注詞词詢询試试詳详認认說说説说請请識识議议護护讀读變变責责貳贰費费賬账購购較较輯辑轉转辦办這这連连週周進进過过還还鄉乡釋释錄录鍵键鎮镇門门閉闭開开間间"
    "閱阅閲阅關关陸陆隊队難难頁页項项順顺預预頭头題题額额類类館馆體体點点黨党齊齐復复檔档衛卫財财農农場场監监稅税氣气環环實实醫医療疗"
    "銀银聯联鐵铁廣广陽阳漢汉蘇苏龍龙貴贵慶庆錫锡蘭兰遼辽長长東东"
)
_TRADITIONAL = str.maketrans(dict(zip(_TRADITIONAL_PAIRS[::2], _TRADITIONAL_PAIRS[1::2], strict=True)))

_INVISIBLE = (
    *range(0x200B, 0x2010), *range(0x202A, 0x202E), *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF, 0xAD, 0xFFFE,
)  # fmt: skip
_CONTROL = (*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))
UNSEEN = frozenset(map(chr, (*_INVISIBLE, *_CONTROL)))  # characters without a shape, which ``printed`` removes
_RTL_OVERRIDE = "\u202e"  # right-to-left override: 12 is displayed as 21
_PRINTED: dict[int, str | None] = {
    **dict.fromkeys((*_INVISIBLE, *_CONTROL)),
    **{ord(sign): shown for sign, shown in _RADICALS.items()},
    ord(_RTL_OVERRIDE): "\ufffd",
}
_SPACE = re.compile(r"\s+")
_DASHES = str.maketrans(dict.fromkeys("—–‐‑‒―−─－", "-"))


def printed(text: str) -> str:
    """Return the text as it is stored and published: radicals mapped, invisible and control characters removed.

    A right-to-left override becomes a visible replacement character, so that its cell shows no number."""
    if text.isascii() and text.isprintable():  # most cells
        return text
    return text.translate(_PRINTED)


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """Return ``printed`` text without white space: the form of labels, titles and cells."""
    return "".join(printed(text).split())


def fold(text: str) -> str:
    """Fold text for matching: NFKC, no white space, one kind of dash, lower case, simplified characters, no
    superscripts or subscripts. ``（一）`` becomes ``(一)``, and ``17¹件`` becomes ``17件``."""
    return text.translate(_FOLDED)


def simplified(text: str) -> str:
    """Return the text with a simplified character for each traditional one, at the same index; for matching only."""
    return text.translate(_TRADITIONAL)


def folded_characters(text: str) -> list[str]:
    """Return ``fold`` of each character; a result may be empty or have several characters."""
    return [_FOLDED[ord(c)] for c in text]


class _Folded(dict[int, str]):
    """A lazy table for ``str.translate``: each character is folded once, which is several times faster than folding
    whole texts."""

    def __missing__(self, code: int) -> str:
        raised = unicodedata.decomposition(chr(code)).startswith(("<super>", "<sub>"))
        character = "" if raised else unicodedata.normalize("NFKC", printed(chr(code)))
        self[code] = folded = _SPACE.sub("", character).translate(_DASHES).translate(_TRADITIONAL).lower()
        return folded


_FOLDED = _Folded()


# --------------------------------------------------------------------------- numbers in cells

MAX_DIGITS = 15  # more digits are no count: the longest in the corpus has 8; a double (browser, spreadsheet) keeps 15
OBJECT = "\ufffc"  # stands for an image or a control in text, as in text copied out of a browser
MONEY = ("百万元", "千万元", "万元", "亿元", "千元", "百元", "元")
COUNTS = ("件", "条", "项", "个", "人次", "人", "次", "宗", "份", "起")
_UNITS = "|".join((*MONEY, *COUNTS, "%"))
# Digits are 0-9 and their full-width forms. NFKC and \d would also accept ①, ², ₂ and ٣.
_FULL_WIDTH = str.maketrans({chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)})
_NUMBER = re.compile(
    rf"^[¥￥]?(?P<sign>[+\-]|--|增加?|减少?)?(?P<digits>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)"
    rf"(?P<fraction>\.[0-9]+)?(?P<unit>{_UNITS})?$"
)
_SLASH = re.compile(r"^(?:[/／\\]+|-+|\*+|无|没有|不涉及|暂无|未发生|不适用|n/?a)$")
_VALUE = re.compile(
    rf"^(?:[¥￥]?[+\-]{{0,2}}(?:增加?|减少?)?\d[\d,.]*(?:{_UNITS})?|[/\\]+|-+|无|没有|不涉及|暂无|未发生|不适用|\*+|{OBJECT}+)$"
)
_FIGURE = re.compile(
    r"^(?:约为?|大约|将?近|超过?|逾|共计?|不足|[^一-鿿\d]{0,3})\d(?![\d,.]*(?:[年月日号]|[、.．](?:\D|$)))[^。；：]{0,11}$"
)  # 12件①, 3(含上年), 约5: meant as a figure, although not a number
_ITEM = re.compile(r"^[(\[]?\d{1,2}[、.．)\]:]?[“\"]?[一-鿿]{2}")  # 1.属于国家秘密, (1)属于国家秘密, 12月31日止
NEGATIVE = ("-", "--", "减", "减少")


def _plain(text: str) -> str:
    """Fold the print of a number: full-width characters, dashes and white space, no other character."""
    return _SPACE.sub("", printed(text)).translate(_FULL_WIDTH).translate(_DASHES).lower()


def number(raw: str, unit: str = "") -> Decimal | None:
    """Return the number that a printed cell states in the unit of its column, or ``None``. Only this function decides
    it.

    It accepts the variants of published reports: ``1,234`` ``12件`` ``0万元`` ``103.3879万元`` ``+3`` ``--253`` ``减4``
    ``增4`` and full-width digits. It converts nothing: ``251000元`` in a column of 万元 and ``12%`` in a column of 件
    are not numbers of that unit. Without ``unit``, every unit is accepted."""
    match = _NUMBER.match(_plain(raw))
    if not match or len(match["digits"] + (match["fraction"] or "")) > MAX_DIGITS:
        return None
    value = Decimal(match["digits"].replace(",", "") + (match["fraction"] or ""))
    if unit_differs(match["unit"] or "", unit) and (value or match["unit"] not in MONEY or unit not in MONEY):
        return None  # but 0元 is zero in every unit of money
    return -value if match["sign"] in NEGATIVE else value


def serial_number(text: str) -> int:
    """Return the number of a row or column that ``text`` is, 0 for any other text: also for digits too many to count,
    at thousands of which ``int`` raises an error."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 0


def unit_differs(printed_unit: str, unit: str) -> bool:
    """Return whether a printed unit is not that of the column (``forms.Column.unit``; "" accepts any unit)."""
    if not printed_unit or not unit:
        return False
    if unit in COUNTS:
        return printed_unit not in COUNTS
    if unit in MONEY:
        return printed_unit != unit
    return printed_unit not in MONEY  # the unit 如所印: an amount of money


def printed_unit(raw: str) -> str:
    """Return the unit after a printed number, or "" when there is none."""
    match = _NUMBER.match(_plain(raw))
    return (match["unit"] or "") if match else ""


@lru_cache(maxsize=1 << 14)  # called about a hundred times for each cell
def is_value(text: str) -> bool:
    """Return whether the text looks like a value: a number with or without sign and unit, a slash, a dash, or a
    malformed number (``12件①``).

    This distinguishes figures from labels. It does not decide the figure: see ``number``."""
    word = fold(text)
    return bool(_VALUE.match(word) or (_FIGURE.match(word) and not _ITEM.match(word)))


def cell(text: str | None, place: Place | None = None, unit: str = "") -> Cell:
    """Return the typed cell for a printed text in a column of that unit; ``None`` means that the original has no such
    cell.

    Digits separated by a space (``1 2``) are never joined silently: such a cell is unreadable. A line break inside a
    narrow cell is not decided here (``columns`` compares it with the total of the row)."""
    if text is None:
        return ABSENT
    raw, value, state = _parsed_cell(text, unit)
    return Cell(raw, value, state, place)


@lru_cache(maxsize=65536)
def _parsed_cell(text: str, unit: str) -> tuple[str, Decimal | None, State]:
    raw = squeeze(text)
    if not raw:
        return "", None, State.BLANK
    if _SLASH.match(_plain(raw)):
        return raw, None, State.SLASH
    if split_digits(text):
        return with_parted_digits(text), None, State.UNREADABLE
    value = number(raw, unit)
    if value is None:
        return raw, None, State.UNREADABLE
    return raw, value, State.STATED


def with_parted_digits(text: str) -> str:
    """``squeeze`` the text, but keep one space between digits that white space separates: 34 17 where a rule is
    missing."""
    return " ".join(squeeze(part) for part in re.split(r"(?<=[0-9０-９])\s+(?=[0-9０-９])", printed(text).strip()))


def split_digits(text: str) -> bool:
    """Return whether white space stands between two digits: a split number, or two numbers in one cell."""
    return bool(re.search(r"\d\s+\d", printed(text).translate(_FULL_WIDTH).strip()))


# --------------------------------------------------------------------------- numbers in dates

_CHINESE_DIGITS = dict(
    zip("〇零○０ＯOo0一二三四五六七八九", [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], strict=True)
)


def chinese_year(text: str) -> int | None:
    """Return ``二〇二四`` or ``二○二四`` as 2024; ``None`` when the four characters are not a year."""
    if len(text) != 4 or any(c not in _CHINESE_DIGITS for c in text):
        return None
    return int("".join(str(_CHINESE_DIGITS[c]) for c in text))


def chinese_number(text: str) -> int | None:
    """Return ``十五`` as 15, ``二十`` as 20, ``三十一`` as 31, up to 99; ``None`` for any other text."""
    tens, ten, ones = text.rpartition("十")
    if not text or any(c not in _CHINESE_DIGITS for c in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return None
    if not ten:
        return _CHINESE_DIGITS[ones]
    return (_CHINESE_DIGITS[tens] if tens else 1) * 10 + (_CHINESE_DIGITS[ones] if ones else 0)
