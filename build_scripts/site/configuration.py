"""Load ``mkdocs.yml``, which staff edit: whatever is wrong in it is said in Chinese, with the line."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from build_scripts import project
from build_scripts.model import Refusal

# settings below ``extra:``; uncommented alone, MkDocs takes one for a setting of its own that it does not know
EXTRA = ("organizer", "address", "phone", "site_domain", "site_id_code", "icp", "correction", "facsimile")
_MISTAKE = re.compile(r"^Config value '(.*?)': (.*)$", re.S)


class _Kept(logging.Handler):
    """Keep what MkDocs logs: the error that it raises only counts the mistakes."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(record.getMessage())


def load_configuration(root: Path) -> Any:
    """Return MkDocs' configuration of this folder. Raises ``Refusal`` if the file is invalid."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's notice is meant for people who run mkdocs
    os.environ[project.THEME_VARIABLE] = str(project.THEME)  # ignores a value inherited from the parent process
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    (root / project.DOCS).mkdir(parents=True, exist_ok=True)
    log, kept = logging.getLogger("mkdocs"), _Kept()
    log.setLevel(logging.ERROR)
    log.addHandler(kept)
    try:
        config = load_config(str(root / project.CONFIG))
    except MkDocsException as error:
        raise _refusal(error, kept.words) from error
    finally:
        log.removeHandler(kept)
    if misplaced := [name for name in EXTRA if name in config]:
        raise _invalid(f"{'、'.join(misplaced)} 应当写在 extra: 下面，前面空两格；extra: 一行前面的 # 也要去掉")
    if not isinstance(config.nav, list) or not all(map(_is_entry, config.nav)):
        raise _invalid("nav 下面的每一行都应当是“名称: 网页”")
    if config.theme.name != "material" or not config.theme.custom_dir:
        raise _invalid("theme 下面要有 name: material 和 custom_dir，与新建时一样")
    return config


def _is_entry(item: object) -> bool:
    return isinstance(item, dict) and all(isinstance(page, str) for page in item.values())


def _invalid(why: str, line: int = 0) -> Refusal:
    return Refusal("configuration", file=project.CONFIG, where=f"第 {line} 行附近" if line else "", why=why)


def _refusal(error: Exception, words: Sequence[str]) -> Refusal:
    """Return the refusal for an error of MkDocs. ``words``: what it logged, ``Config value 'extra': …``."""
    cause = error.__context__  # the error of the YAML parser, if any: at a character, or at a mark in the text
    if hasattr(cause, "character"):
        return _invalid("文件不是 UTF-8 编码，或者里面有看不见的控制字符")
    if mark := getattr(cause, "problem_mark", None):
        return _invalid("冒号、缩进或引号的写法不对", mark.line + 1)
    return _invalid("；".join(_MISTAKE.sub(r"\1 一项不对，MkDocs 的原话是“\2”", w) for w in words) or f"“{error}”")
