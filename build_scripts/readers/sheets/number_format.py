"""Format numbers as a spreadsheet displays them: 12.0 is 12 under ``General``, 12.00 under ``0.00``, nothing under
``;;;``.

The format codes follow ECMA-376 part 1, 18.8.30 and 18.8.31. Unsupported codes (fractions, exponents, Chinese numerals)
yield the stored value with a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from build_scripts.wording import number as printed_number

BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    49: "@",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    **dict.fromkeys((34, 55), 'AM/PM h"时"mm"分"'),
    **dict.fromkeys((35, 56), 'AM/PM h"时"mm"分"ss"秒"'),
}
UNKNOWN = "E"  # placeholder for an unknown format number: yields the stored value with a doubt
_DIGITS = 15  # significant digits of a spreadsheet number; further digits are binary rounding noise
_GENERAL = 10  # digits displayed by ``General`` for a fraction
_LONGEST_CODE = 255  # characters, as in Excel
_TEXT_SECTION = 3  # index of the section for texts, after those for positive, negative and zero
_LONGEST = 10**15  # larger whole numbers are not exact
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(General)|([0#?.,%]+)|(.)', re.IGNORECASE | re.DOTALL)
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_CONDITION = re.compile(r"\s*(<=|>=|<>|<|>|=)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*", re.IGNORECASE)
_COLOUR = re.compile(
    r"black|blue|cyan|green|magenta|red|white|yellow|colou?r\s*\d+|[黑蓝绿红白黄青]色|蓝绿色|洋红色?|颜色\s*\d+",
    re.IGNORECASE,
)
_NUMERALS = re.compile(r"\$.*-(?!0?1[0-9a-f]{6}$)[0-9a-f]{1,2}[0-9a-f]{6}", re.IGNORECASE)  # 1E000804: Chinese ones
_WHITE = ("white", "白色", "color2", "颜色2")  # white in format codes
_DATE_PART = re.compile(r"y+|m+|d+|h+|s+", re.IGNORECASE)
AS_STORED = "格内数字的显示格式程序不认识，这里是存储的值"
EARLY = "格内数字用日期格式显示，1900 年 3 月以前的日期各种软件显示得不一样"

Token = tuple[str, str]  # "text", "digits", "general", "bracket", "other"


def formatted(stored: str, code: str, since_1904: bool = False) -> tuple[str, str]:
    """Return (displayed text, doubt) for a stored number. Raises ``ValueError`` if ``stored`` is no number."""
    value = number_of(stored)
    if abs(value) >= _LONGEST:
        return stored, AS_STORED
    if len(code) > _LONGEST_CODE:
        return general(value), AS_STORED
    sections = list(_sections(code or "General"))
    tokens, signed = _section(sections, value)
    number = value if signed else abs(value)
    if tokens is None:
        return general(value), AS_STORED
    plain = "".join(text for kind, text in tokens if kind == "other")
    digits = [text for kind, text in tokens if kind == "digits"]
    brackets = [text for kind, text in tokens if kind == "bracket"]
    if not all(_COLOUR.fullmatch(text.strip()) or _CONDITION.fullmatch(text) for text in brackets):
        return general(value), AS_STORED  # Chinese numerals, hours beyond 24, another calendar
    if _DATE.search(plain) and not re.search("e[+-]", plain, re.IGNORECASE):
        return _date(value, tokens, since_1904)
    if "/" in plain or "E" in plain.upper() or sum(bool(re.search("[0#?]", d)) for d in digits) > 1:
        return general(value), AS_STORED
    try:
        text = "".join(_piece(kind, text, number) for kind, text in tokens).strip()
    except InvalidOperation:  # more decimals than supported
        return general(value), AS_STORED
    if number < 0:
        text = f"-{text}"
    if not re.search(r"\d", text):
        return text, f"格内存的是 {general(value)}，按格式{f'显示为“{text}”' if text else '不显示'}"
    whole = bool(digits) and not any("." in d or "%" in d for d in digits)
    if other := _otherwise(value, text, whole):
        return text, other
    if any(text.lower().replace(" ", "") in _WHITE for text in brackets):
        return text, "格内数字按格式显示为白色，看不见"
    return text, ""


def formatted_text(stored: str, code: str) -> tuple[str, str]:
    """Return (displayed text, doubt) for a stored text: 12 is 12件 under ``@"件"``, nothing under ``;;;``."""
    if ("@" not in code and code.count(";") < _TEXT_SECTION) or len(code) > _LONGEST_CODE:
        return stored, ""
    sections = list(_sections(code))
    numeric, own = sections[:_TEXT_SECTION], sections[_TEXT_SECTION : _TEXT_SECTION + 1]
    section = next(iter(own or [tokens for tokens in numeric if ("other", "@") in tokens]), None)
    if section is None:
        return stored, ""
    shown = "".join(
        stored if token == ("other", "@") else token[1] for token in section if token[0] != "bracket"
    ).strip()
    if shown == stored.strip() or printed_number(shown) == printed_number(stored) is not None:
        return shown, ""
    return shown, f"格内存的是“{stored}”，按格式{f'显示为“{shown}”' if shown else '不显示'}"


def format_doubt(stored: str, text: str) -> str:
    """Return the doubt on a number whose displayed text is in the file; "" if it equals the stored value."""
    value = number_of(stored)
    if not re.search(r"\d", text):
        return f"格内存的是 {general(value)}，{f'显示为“{text}”' if text else '不显示'}"
    return _otherwise(value, text, not re.search("[.%]", text))


def _otherwise(value: Decimal, text: str, whole: bool) -> str:
    rounded = whole and value != value.to_integral_value() and general(value) != text.replace(",", "")
    other = rounded or _is_another(value, text)
    return f"格内存的是 {general(value)}，按格式显示为 {text}" if other else ""


def _is_another(value: Decimal, text: str) -> bool:
    """Return True if the displayed number differs from the stored one by more than rounding: 12,345 as 12 (in
    thousands), −12 as 12 (in red)."""
    seen = None if "%" in text else printed_number(text)
    places = len(text.rpartition(".")[2]) if "." in text else 0
    return seen is not None and abs(seen - value) > Decimal(1).scaleb(-places)


def number_of(stored: str) -> Decimal:
    """Return a stored number without binary rounding noise. Raises ``ValueError`` if it is no number."""
    try:
        value = Context(prec=_DIGITS).create_decimal(stored)
    except InvalidOperation as error:
        raise ValueError(stored) from error
    if not value.is_finite():
        raise ValueError(stored)
    return value


def general(value: Decimal) -> str:
    """Format a number as ``General``: without an added ``.0`` and without binary rounding noise."""
    if value == value.to_integral_value():
        return f"{value:f}".partition(".")[0] if value else "0"
    whole = len(str(abs(int(value)))) if abs(value) >= 1 else 1
    places = max(_GENERAL - whole, 1)
    text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sections(code: str) -> Iterator[list[Token]]:
    """Yield the tokens of each section of a format code; semicolons separate the sections."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(code):
        quoted, escaped, bracket, is_general, digits, other = match.groups()
        if other == ";":
            yield tokens
            tokens = []
        elif quoted is not None or escaped is not None:
            tokens.append(("text", quoted if quoted is not None else escaped))
        elif bracket is not None:
            if bracket.startswith("$") and not _NUMERALS.fullmatch(bracket):
                tokens.append(("text", bracket[1:].partition("-")[0]))
            else:
                tokens.append(("bracket", bracket))
        elif is_general:
            tokens.append(("general", ""))
        elif digits:
            tokens.append(("digits", digits))
        elif other:
            tokens.append(("other", other))
    yield tokens


def _section(sections: list[list[Token]], value: Decimal) -> tuple[list[Token] | None, bool]:
    """Return the section for the value, and whether a minus sign must be added; ``None`` if no section applies."""
    numeric = sections[:3]
    conditions = [
        next((m for kind, text in s if kind == "bracket" and (m := _CONDITION.fullmatch(text))), None) for s in numeric
    ]
    if any(conditions):
        for section, condition in zip(numeric, conditions, strict=True):
            if condition is None or _meets(value, condition[1], Decimal(condition[2])):
                return section, True
        return None, True
    if value < 0 and len(numeric) > 1:
        return numeric[1], False
    if not value and len(numeric) > 2:
        return numeric[2], True
    return numeric[0], True


def _meets(value: Decimal, sign: str, bound: Decimal) -> bool:
    return {
        "<": value < bound,
        ">": value > bound,
        "=": value == bound,
        "<=": value <= bound,
        ">=": value >= bound,
        "<>": value != bound,
    }[sign]


def _piece(kind: str, text: str, number: Decimal) -> str:
    if kind == "digits":
        return _digits(text, abs(number))
    if kind == "general" or (kind == "other" and text == "@"):
        return general(abs(number))
    return "" if kind == "bracket" else text


def _digits(pattern: str, number: Decimal) -> str:
    """Format digits by ``#,##0.00`` or similar, also with ``%``; each trailing comma divides by a thousand."""
    percent = pattern.count("%")
    body = pattern.replace("%", "")
    if not re.search("[0#?]", body):
        return pattern
    scaled = body.rstrip(",")
    number = number * 100**percent / 1000 ** (len(body) - len(scaled))
    whole, _, fraction = scaled.partition(".")
    fraction = fraction.replace(",", "")
    rounded = number.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    left, _, right = f"{rounded:f}".partition(".")
    least = len(whole.replace(",", "").lstrip("#?"))  # a ``#`` or ``?`` behind a 0 is a 0
    left = (left.lstrip("0") or "").rjust(least, "0")
    if "," in whole.strip(","):
        left = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", left)
    kept = len(fraction.rstrip("#?"))
    while len(right) > kept and right.endswith("0"):
        right = right[:-1]
    return f"{left}{'.' + right if right else '.' if fraction and not kept else ''}{'%' * percent}"


def _date(value: Decimal, tokens: list[Token], since_1904: bool) -> tuple[str, str]:
    if not 0 < value < 2_958_466:  # 9999-12-31
        return general(value), AS_STORED
    # Excel has a 29th of February 1900, so that its earlier days are one later than those of LibreOffice: 12 is the 12th.
    early = not since_1904 and 1 <= value < 61
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if early else 30)
    when = start + timedelta(days=float(value))
    code = "".join(text if kind != "bracket" else "" for kind, text in tokens)

    def part(match: re.Match[str]) -> str:
        found = match[0].lower()
        before, after = _DATE.findall(code[: match.start()]), _DATE.findall(code[match.end() :])
        minute = found[0] == "m" and ("h" in map(str.lower, before[-1:]) or "s" in map(str.lower, after[:1]))
        number = {"y": when.year, "m": when.minute if minute else when.month, "d": when.day, "h": when.hour}.get(
            found[0], when.second
        )
        if found[0] == "y":
            return str(number) if len(found) > 2 else f"{number % 100:02d}"
        return f"{number:02d}" if len(found) > 1 else str(number)

    if re.search("m{3,}|d{3,}|y{5,}|[abeg]|上午", code, re.IGNORECASE) or any(kind == "digits" for kind, _ in tokens):
        return f"{when.year}年{when.month}月{when.day}日", AS_STORED
    return _DATE_PART.sub(part, code).strip(), EARLY if early else ""
