"""Find personal data in the text, which staff should check before publishing.

Telephone lines of offices are not personal data, so only mobile numbers count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from build_scripts.checks.history import History
from build_scripts.checks.texts import printed_texts
from build_scripts.model import Finding, Report, finding

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s一-鿿，。；）)>》]+", re.IGNORECASE)  # saved pages: …/2024/138…html
_EDGE = r"(?<![\dA-Za-z/_.\-]){}(?![\dA-Za-z/_]|[.\-]\d)"  # not 索引号 000014349/2023-05239, credit codes, file names
_MOBILE = re.compile(_EDGE.format(r"1[3-9]\d(?P<gap>[ \-]?)\d{4}(?P=gap)\d{4}"))
_IDENTITY = re.compile(
    _EDGE.format(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"), re.ASCII
)
_CARD = re.compile(_EDGE.format(r"(?:62\d{14,17}|[45]\d{15})"))  # UnionPay, Visa, Mastercard
_ABOUT_MONEY = re.compile("卡|账|帐|开户|户名|存折|汇款|收款")  # 索引号 also begin with 43…, 50…, 62…
_NEAR = 24  # characters before the number
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def personal(report: Report, _: History) -> Iterator[Finding]:
    """Find mobile numbers, identity numbers (GB 11643 check digit) and bank cards (Luhn); findings quote them only in
    part."""
    for section, text, place in printed_texts(report):
        for kind, number in _found(_ADDRESS.sub(" ", unicodedata.normalize("NFKC", text))):
            masked = f"{number[:3]}…{number[-2:]}"
            yield finding("privacy.personal", section=section, place=place, kind=kind, raw=masked)


def _found(text: str) -> Iterator[tuple[str, str]]:
    yield from (("手机号码", m[0]) for m in _MOBILE.finditer(text))
    identities = [m[0] for m in _IDENTITY.finditer(text) if _identity(m[0])]
    yield from (("身份证号码", number) for number in identities)
    for m in _CARD.finditer(text):
        if _luhn(m[0]) and m[0] not in identities and _ABOUT_MONEY.search(text, max(0, m.start() - _NEAR), m.start()):
            yield "银行卡号", m[0]


def _identity(number: str) -> bool:
    total = sum(int(d) * w for d, w in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def _luhn(number: str) -> bool:
    digits = [int(d) for d in reversed(number)]
    return sum(d if i % 2 == 0 else d * 2 - 9 * (d > 4) for i, d in enumerate(digits)) % 10 == 0
