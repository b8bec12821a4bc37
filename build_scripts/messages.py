"""Messages to staff: the templates of ``messages.toml`` filled with values."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from build_scripts.model import Refusal


@cache
def catalogue() -> dict[str, dict[str, dict[str, str]]]:
    """Return the whole message table: section → code → ``topic``, ``text``, ``advice``."""
    return tomllib.loads(resources.files(__package__).joinpath("messages.toml").read_text(encoding="utf-8"))


def of(refusal: Refusal) -> str:
    """Return cause and advice, one Chinese sentence each. Raises ``KeyError`` for a code that is not in the table."""
    return text("refusal", refusal.code, **refusal.values)


def text(section: str, code: str, /, **values: object) -> str:
    """Return the message of any section: ``refusal``, ``remark`` (a row of the register), ``notice`` (at the end of a
    command)."""
    entry = catalogue()[section][code]
    sentence = entry["text"].format(**values).removesuffix("。")  # a cause may be a complete sentence already
    return f"{sentence}。{entry['advice'].format(**values)}。"


def cause(code: str, message: str) -> str:
    """Return the message that ``of`` makes of a refusal without its last sentence, the advice to staff."""
    advice = catalogue()["refusal"].get(code, {}).get("advice", "")
    parts = (re.escape(part) for part in re.split(r"\{.*?\}", advice))
    return re.sub(f"{'.*'.join(parts)}。$", "", message) if advice else message
