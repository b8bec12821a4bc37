"""Personal data in the text: look before publishing. Office lines are no personal data, so only mobiles count."""

from __future__ import annotations

import re
from collections.abc import Iterator

from build_scripts.checks.history import History
from build_scripts.findings import finding
from build_scripts.model import Finding, Report
from build_scripts.wording import fold

_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?!\d)")
_CARD = re.compile(r"(?<!\d)[3-6]\d{15,18}(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def personal(report: Report, _: History) -> Iterator[Finding]:
    """Mobile numbers, identity numbers (GB 11643 check digit) and bank cards (Luhn), shown only in part."""
    for section in report.sections:
        for paragraph in section.paragraphs:
            text = fold(paragraph.text)
            for kind, found in _found(text):
                masked = f"{found[:3]}…{found[-2:]}"
                yield finding("privacy.personal", section=section.key, place=paragraph.place, kind=kind, raw=masked)


def _found(text: str) -> Iterator[tuple[str, str]]:
    yield from (("手机号码", m[0]) for m in _MOBILE.finditer(text))
    identities = [m[0] for m in _IDENTITY.finditer(text) if _identity(m[0])]
    yield from (("身份证号码", number) for number in identities)
    yield from (("银行卡号", m[0]) for m in _CARD.finditer(text) if _luhn(m[0]) and m[0] not in identities)


def _identity(number: str) -> bool:
    total = sum(int(d) * w for d, w in zip(number[:17], _WEIGHTS, strict=True))
    return "10x98765432"[total % 11] == number[17]


def _luhn(number: str) -> bool:
    digits = [int(d) for d in reversed(number)]
    return sum(d if i % 2 == 0 else d * 2 - 9 * (d > 4) for i, d in enumerate(digits)) % 10 == 0
