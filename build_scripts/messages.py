"""What the program says to staff: the texts of ``messages.toml`` filled in."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from build_scripts.model import Refusal


@cache
def catalogue() -> dict[str, dict[str, dict[str, str]]]:
    """The whole message table: section → code → ``topic``, ``text``, ``advice``."""
    return tomllib.loads(resources.files(__package__).joinpath("messages.toml").read_text(encoding="utf-8"))


def of(refusal: Refusal) -> str:
    """Cause and advice in one Chinese sentence each; ``KeyError`` for a code that the table lacks."""
    return text("refusal", refusal.code, **refusal.values)


def text(section: str, code: str, /, **values: object) -> str:
    """The same for any section: ``remark`` (a row of the register), ``notice`` (at the end of a command)."""
    entry = catalogue()[section][code]
    sentence = entry["text"].format(**values).removesuffix("。")  # a cause may be a sentence of its own
    return f"{sentence}。{entry['advice'].format(**values)}。"


def cause(code: str, message: str) -> str:
    """What ``of`` gives of a refusal without the advice at its end, which is for staff."""
    advice = catalogue()["refusal"].get(code, {}).get("advice", "")
    parts = (re.escape(part) for part in re.split(r"\{.*?\}", advice))
    return re.sub(f"{'.*'.join(parts)}。$", "", message) if advice else message
