"""The statutory forms as frozen values, parsed once from ``2021.toml`` and ``2019.toml``.

All statutory facts derive from here. A cell is addressed by (table key, row key, column key). Two cells of different
forms have the same meaning exactly when row key and column key are equal."""

from __future__ import annotations

import fnmatch
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

TABLES = ("proactive", "requests", "review")  # keys of tables 2, 3 and 4


@dataclass(frozen=True, slots=True)
class Column:
    """A value column. ``group`` is the printed header above it (法人或其他组织), ``unit`` the unit as printed."""

    key: str
    name: str
    unit: str
    group: str = ""
    decimal: bool = False
    signed: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)  # each exists once: ``lru_cache`` compares identity
class FormRow:
    """A row of a table.

    ``groups`` are the merged labels before it, outermost first. ``block`` is the article in table 2
    (第二十条第（一）项), "" elsewhere. ``form`` is the id of the form that defines the row."""

    form: str
    key: str
    term: str
    label: str
    columns: tuple[Column, ...]
    groups: tuple[str, ...] = ()
    block: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The full label for screen readers: 三、本年度办理结果 › （三）不予公开 › 1.属于国家秘密."""
        return " › ".join((*self.groups, self.label))


@dataclass(frozen=True, slots=True)
class FormTable:
    """Table 2, 3 or 4 of a form. ``note`` is the instruction printed in its header, if any."""

    key: str
    number: int
    title: str
    rows: tuple[FormRow, ...]
    note: str = ""
    head: str = ""
    stub: str = ""

    def row(self, key: str) -> FormRow:
        """Return the row with that key. Raises ``KeyError`` when this form has none."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)

    def has(self, key: str) -> bool:
        return any(row.key == key for row in self.rows)


@dataclass(frozen=True, slots=True)
class FormSection:
    """One of the six sections: number 一…六, statutory title, and wordings seen in published reports."""

    key: str
    number: str
    title: str
    aliases: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.number}、{self.title}"


@dataclass(frozen=True, slots=True)
class Identity:
    """勾稽关系: for each column (or row) of ``table``, the sum over ``left`` equals the sum over ``right``."""

    code: str
    table: str
    each: str  # "column": left/right are row keys; "row": they are column keys
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """年度报告格式: the form of one notice, or a mixture of two, where the blocks of a table 2 follow different notices
    (see ``mixed``)."""

    id: str
    name: str
    title: str
    document: str
    first_year: int
    sections: tuple[FormSection, ...]
    proactive: FormTable
    requests: FormTable
    review: FormTable
    identities: tuple[Identity, ...]

    @property
    def base(self) -> str:
        """The notice that most blocks follow: "2021" or "2019"."""
        return self.id.partition("+")[0]

    @property
    def tables(self) -> tuple[FormTable, FormTable, FormTable]:
        return (self.proactive, self.requests, self.review)

    def table(self, key: str) -> FormTable:
        """Return the table ``proactive``, ``requests`` or ``review``. Raises ``KeyError`` for other keys."""
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(key)


def _read(form_id: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(f"{form_id}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    if "extends" not in data:
        return data
    base = _read(data.pop("extends"))
    changed = data.pop("requests")
    rows: list[dict[str, Any]] = base["requests"]["row"]
    first = next(i for i, row in enumerate(rows) if row["key"] in changed["replace"])
    kept = [row for row in rows if row["key"] not in changed["replace"]]
    base["requests"]["row"] = [*kept[:first], *changed["row"], *kept[first:]]
    return base | data


def _columns(items: list[dict[str, Any]]) -> tuple[Column, ...]:
    return tuple(Column(**(item | {"aliases": tuple(item.get("aliases", ()))})) for item in items)


def _row(form_id: str, item: dict[str, Any], columns: tuple[Column, ...], block: str = "") -> FormRow:
    return FormRow(
        form=form_id,
        key=item["key"],
        term=item["term"],
        label=item["label"],
        columns=columns,
        groups=tuple(item.get("groups", ())),
        block=block,
        aliases=tuple(item.get("aliases", ())),
    )


def _table(form_id: str, key: str, data: dict[str, Any]) -> FormTable:
    def rows() -> Iterator[FormRow]:
        for block in data.get("block", ()):
            for item in block["rows"]:
                yield _row(form_id, item, _columns(block["columns"]), block["label"])
        for item in data.get("row", ()):
            yield _row(form_id, item, _columns(data["columns"]))

    return FormTable(
        key,
        data["number"],
        data["title"],
        tuple(rows()),
        data.get("note", ""),
        data.get("head", ""),
        data.get("stub", ""),
    )


def _expand(patterns: list[str], keys: list[str]) -> tuple[str, ...]:
    """Return the row keys that match patterns such as ``3.3.*``, in the order of the form."""
    return tuple(key for key in keys if any(fnmatch.fnmatchcase(key, pattern) for pattern in patterns))


@cache
def form(form_id: str) -> Form:
    """Return the form "2021" or "2019", or a mixture of both (``mixed``). Raises ``FileNotFoundError`` for any other
    id."""
    if "+" in form_id:
        return _mixture(form_id)
    data = _read(form_id)
    tables = {key: _table(form_id, key, data[key]) for key in TABLES}
    identities = []
    for item in data["identity"]:
        table = tables[item["table"]]
        keys = [row.key for row in table.rows] if item["each"] == "column" else [c.key for c in table.rows[0].columns]
        identities.append(
            Identity(
                item["code"], item["table"], item["each"], _expand(item["left"], keys), _expand(item["right"], keys)
            )
        )
    return Form(
        id=data["id"],
        name=data["name"],
        title=data["title"],
        document=data["document"],
        first_year=data["first_year"],
        sections=tuple(
            FormSection(s["key"], s["number"], s["title"], tuple(s.get("aliases", ()))) for s in data["section"]
        ),
        **tables,
        identities=tuple(identities),
    )


FORM_IDS = ("2021", "2019")


def mixed(blocks: Mapping[str, str]) -> str:
    """Return the id of the form of a table 2, given the notice of each block (``1`` … ``9``).

    If all blocks follow one notice, it is the id of that notice. Otherwise, for example, ``2021+1=2019`` is form 2021
    with block （一） of form 2019."""
    counts = Counter(blocks.values())
    base = max(FORM_IDS, key=lambda form_id: (counts[form_id], form_id))
    others = [f"{block}={form_id}" for block, form_id in sorted(blocks.items()) if form_id != base]
    return "+".join((base, *others))


def block_of(row_key: str) -> str:
    """Return the block of table 2 that contains a row: ``1`` for ``1.docs``."""
    return row_key.partition(".")[0]


def _mixture(form_id: str) -> Form:
    base_id, *others = form_id.split("+")
    of_block = dict(item.split("=") for item in others)
    base = form(base_id)
    rows = [row for row in base.proactive.rows if block_of(row.key) not in of_block]
    names = []
    for block, other in of_block.items():
        own = [row for row in form(other).proactive.rows if block_of(row.key) == block]
        rows += own
        names += [f"{own[0].block}用{form(other).name}"]
    rows.sort(key=lambda row: block_of(row.key))
    documents = dict.fromkeys((base.document, *(form(other).document for other in of_block.values())))
    return replace(
        base,
        id=form_id,
        name=f"{base.name}，其中{'、'.join(names)}",
        document="、".join(documents),
        proactive=replace(base.proactive, rows=tuple(rows)),
    )


def forms() -> tuple[Form, ...]:
    """Return both forms, the newest first."""
    return tuple(form(form_id) for form_id in FORM_IDS)


def expected(year: int) -> str:
    """Return the id of the form that a report of that year should follow; "free" before 2019."""
    return next((f.id for f in forms() if year >= f.first_year), "free")
