"""Make the figures of a made-up report: consistent or inconsistent, in profiles that real reports show."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from build_scripts.forms import form

Values = dict[str, list[str | None]]


@dataclass
class Figures:
    """The printed cells of tables 2, 3 and 4 by row key; ``None`` means that the source has no such cell."""

    proactive_form: str
    requests_form: str
    proactive: Values
    requests: Values
    review: Values = field(default_factory=dict)


def figures(profile: str, seed: str) -> Figures:
    """Return the figures of that profile; the same seed gives the same figures."""
    return PROFILES[profile](random.Random(f"{profile}/{seed}"))


def _drawn(dice: random.Random, number: Callable[[], int], forms: tuple[str, str] = ("2021", "2021")) -> Figures:
    """Return consistent figures, each drawn by ``number``."""
    proactive_form, requests_form = forms
    shape = form(requests_form).requests
    requests: dict[str, list[int]] = {}
    for row in shape.rows:
        if row.key not in ("1", "2", "3.7", "4"):
            requests[row.key] = [number() for _ in range(6)]
    results = [sum(column) for column in zip(*requests.values(), strict=True)]
    carried_out = [number() for _ in range(6)]
    carried_in = [min(number(), a + b) for a, b in zip(results, carried_out, strict=True)]
    received = [a + b - c for a, b, c in zip(results, carried_out, carried_in, strict=True)]
    requests |= {"1": received, "2": carried_in, "3.7": results, "4": carried_out}
    review = {}
    for row in form("2021").review.rows:
        four = [number() for _ in range(4)]
        review[row.key] = [str(n) for n in (*four, sum(four))]
    proactive: Values = {}
    for row in form(proactive_form).proactive.rows:
        proactive[row.key] = [_proactive_print(column.key, dice, number) for column in row.columns]
    ordered = {row.key: requests[row.key] for row in shape.rows}
    return Figures(
        proactive_form,
        requests_form,
        proactive,
        {key: [str(n) for n in (*row, sum(row))] for key, row in ordered.items()},
        {key: list(row) for key, row in review.items()},
    )


def _proactive_print(column: str, dice: random.Random, number: Callable[[], int]) -> str:
    if column == "fee":
        return dice.choice((f"{number()}.{dice.randint(1, 99):02d}", str(number()), f"{number()}.5"))
    if column == "change":
        return dice.choice(("+", "-", "增", "减", "")) + str(number())
    if column == "amount":
        return f"{number()}.{dice.randint(1, 9)}万元"
    return str(number())


def _all(values: Figures) -> list[list[str | None]]:
    return [row for table in (values.proactive, values.requests, values.review) for row in table.values()]


def _zeros(values: Figures, other: Callable[[], str]) -> Figures:
    """Print each 0 by ``other``; a total is printed wherever there is a number."""
    for row in _all(values):
        total = row[-1]
        row[:] = [other() if text == "0" else text for text in row]
        if len(row) in (5, 7) and any(text and text.isdigit() for text in row):
            row[-1] = total
    return values


def dense(dice: random.Random) -> Figures:
    return _drawn(dice, lambda: dice.randint(1, 99))


def sparse(dice: random.Random) -> Figures:
    return _drawn(dice, lambda: 0 if dice.random() < 0.85 else dice.randint(1, 9))


def zeros(dice: random.Random) -> Figures:
    """A quiet township: all of tables 3 and 4 is 0."""
    drawn = _drawn(dice, lambda: 0)
    drawn.proactive["5.permit"] = [str(dice.randint(1, 400))]
    return drawn


def blanks(dice: random.Random) -> Figures:
    """Mix blank and 0."""
    return _zeros(sparse(dice), lambda: dice.choice(("", "", "0")))


def empty(dice: random.Random) -> Figures:
    """Fill a cell only where there is something to report."""
    return _zeros(sparse(dice), lambda: "")


def slashes(dice: random.Random) -> Figures:
    mark = dice.choice(("/", "/", "-", "—", "无"))
    return _zeros(sparse(dice), lambda: dice.choice((mark, mark, "0")))


def large(dice: random.Random) -> Figures:
    """Print thousands with separators."""
    drawn = _drawn(
        dice, lambda: dice.choice((dice.randint(1, 99), dice.randint(1000, 99999), dice.randint(1, 9999999)))
    )
    for row in _all(drawn):
        row[:] = [f"{int(text):,}" if text and text.isdigit() else text for text in row]
    return drawn


def large_plain(dice: random.Random) -> Figures:
    return _drawn(dice, lambda: dice.choice((dice.randint(1, 99), dice.randint(1000, 99999), dice.randint(1, 999999))))


def form_2019(dice: random.Random) -> Figures:
    return _drawn(dice, lambda: 0 if dice.random() < 0.5 else dice.randint(1, 99), ("2019", "2019"))


def mixed(dice: random.Random) -> Figures:
    """Use table 2 of 2021 with table 3 of 2019, or vice versa."""
    forms = dice.choice((("2021", "2019"), ("2019", "2021")))
    return _drawn(dice, lambda: 0 if dice.random() < 0.5 else dice.randint(1, 99), forms)


def broken(dice: random.Random) -> Figures:
    """Print totals that do not add up."""
    drawn = dense(dice)
    for table in (drawn.requests, drawn.review):
        for key in dice.sample(sorted(table), 2 if table is drawn.requests else 1):
            table[key][-1] = str(int(table[key][-1] or 0) + dice.randint(1, 5))
    return drawn


PROFILES: dict[str, Callable[[random.Random], Figures]] = {
    "dense": dense,
    "sparse": sparse,
    "zeros": zeros,
    "blanks": blanks,
    "empty": empty,
    "slashes": slashes,
    "large": large,
    "large-plain": large_plain,
    "2019": form_2019,
    "mixed": mixed,
    "broken": broken,
}
