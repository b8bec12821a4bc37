"""Bundle the JavaScript modules of a page into one file each.

Twenty small modules that import each other would cost twenty round trips to a distant server. ``bundle`` takes the
modules as they are written (``overrides/assets``) and returns one file for each address that a page or an ``import()``
requests. Each file contains the modules that it imports. Only comments and indentation are removed; nothing is renamed
or minified. A module becomes a function that is called once, and its exports are bound to one name. A file that is
loaded later (``import()``) imports the modules that the importing file already contains from that file, so no module
runs twice. The plain build (``mkdocs build``) publishes the modules one by one, with the same behaviour."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/[ \t]*$|//[^\n]*$)", re.M | re.S)
_IMPORT = re.compile(r'^import \{ (.*?) \} from "(\.[^"]+)";$', re.M)
_EXPORT = re.compile(r"^export ((?:async )?(?:function\*?|const|class) (\w+))", re.M)
_LATER = re.compile(r'\bimport\("(\.[^"]+)"\)')
_UNKNOWN = re.compile(r"^(?:import|export)\b(?! ?\().*$", re.M)


@dataclass(frozen=True, slots=True)
class _Module:
    """One parsed module. ``imports`` are (names, address of the module) in source order; ``later`` are the targets of
    its ``import()`` calls."""

    address: str
    imports: tuple[tuple[str, str], ...]
    exports: tuple[str, ...]
    later: tuple[str, ...]
    body: str


def bundle(modules: Mapping[str, str], asked: Sequence[str]) -> dict[str, str]:
    """Return address → file for every file that a page loads at once or later.

    ``modules`` maps addresses to source texts; ``asked`` are the addresses that pages name. Modules that no page
    reaches are left out."""
    parsed = {address: _parsed(address, text) for address, text in modules.items()}
    at_once = {address: _inner(address, parsed, set(asked)) for address in asked}
    shared: dict[str, set[str]] = {address: set() for address in asked}
    files = {}
    for target, askers in sorted(_asked_later(parsed, at_once).items()):
        host = askers.pop() if len(askers) == 1 else ""
        there = set(at_once.get(host, ())) - {host}
        inner = _inner(target, parsed, {*asked, *there})
        taken = sorted({module for one in inner for _, module in parsed[one].imports if module in there})
        shared.setdefault(host, set()).update(taken)
        files[target] = _file(inner, parsed, taken, host, ())
    for address, inner in at_once.items():
        files[address] = _file(inner, parsed, (), "", sorted(shared[address]))
    return files


def _asked_later(parsed: Mapping[str, _Module], at_once: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """Return each target of an ``import()`` with the files ``at_once`` from which it is reachable."""
    askers: dict[str, set[str]] = {}
    waiting = [(target, asker) for asker, inner in at_once.items() for one in inner for target in parsed[one].later]
    while waiting:
        target, asker = waiting.pop()
        if target in at_once or asker in askers.setdefault(target, set()):
            continue
        askers[target].add(asker)
        inner = _inner(target, parsed, set(at_once))
        waiting += [(later, asker) for one in inner for later in parsed[one].later]
    return askers


def _parsed(address: str, text: str) -> _Module:
    text = _COMMENT.sub("", text.replace("\r\n", "\n"))
    folder = posixpath.dirname(address)

    def at(relative: str) -> str:
        return posixpath.normpath(f"{folder}/{relative}")

    imports = tuple((names, at(target)) for names, target in _IMPORT.findall(text))
    exports = tuple(name for _, name in _EXPORT.findall(text))
    text = _IMPORT.sub("", text)
    for line in text.split("\n"):
        if line.count("`") % 2:
            raise ValueError(f"{address}: a template over several lines would lose its indentation: {line}")
    if unknown := _UNKNOWN.search(_EXPORT.sub("", text)):
        raise ValueError(f"{address}: not a form of import or export that is known here: {unknown[0]}")
    lines = (line.strip() for line in text.split("\n"))
    later = tuple(at(target) for target in _LATER.findall(text))
    return _Module(address, imports, exports, later, "\n".join(line for line in lines if line))


def _inner(address: str, parsed: Mapping[str, _Module], outside: set[str]) -> list[str]:
    """Return the module at ``address`` and its imports in dependency order, dependencies first.

    The modules ``outside`` are left out; they stay in their own files."""
    order: list[str] = []

    def visit(one: str, above: tuple[str, ...]) -> None:
        if one in above:
            raise ValueError(f"modules import each other in a circle: {' → '.join((*above, one))}")
        if one not in order:
            for _, target in parsed[one].imports:
                if target not in outside:
                    visit(target, (*above, one))
            order.append(one)

    visit(address, ())
    return order


def _name(address: str) -> str:
    return "$" + re.sub(r"\W", "_", address.removeprefix("assets/").removesuffix(".js"))


def _file(
    inner: Sequence[str], parsed: Mapping[str, _Module], taken: Sequence[str], host: str, shared: Sequence[str]
) -> str:
    """Return one bundled file: imports from other files, the inner modules, then the module itself. ``taken`` are
    modules imported from the file ``host``; ``shared`` are modules that this file exports to others."""
    here = inner[-1]
    pieces = [f'import {{ {", ".join(map(_name, taken))} }} from "{_relative(here, host)}";'] if taken else []
    within = {*inner, *taken}
    for address in inner:
        for names, target in parsed[address].imports:
            if target not in within:
                pieces.append(f'import {{ {names} }} from "{_relative(here, target)}";')
    for address in inner:
        module = parsed[address]
        known = [
            f"const {{ {names.replace(' as ', ': ')} }} = {_name(target)};"
            for names, target in module.imports
            if target in within
        ]
        body = "\n".join((*known, _moved(module, here)))
        if address == here:
            pieces.append(body)
        else:
            exported = f"return {{ {', '.join(module.exports)} }};"
            body = _EXPORT.sub(r"\1", body)
            pieces.append(f"const {_name(address)} = (() => {{\n{body}\n{exported}\n}})();")
    if shared:
        pieces.append(f"export {{ {', '.join(map(_name, shared))} }};")
    return "\n".join(pieces) + "\n"


def _moved(module: _Module, here: str) -> str:
    """Return the body of a module with its relative addresses rewritten for the file ``here``."""
    body = _LATER.sub(
        lambda match: (
            f'import("{_relative(here, posixpath.normpath(posixpath.join(posixpath.dirname(module.address), match[1])))}")'
        ),
        module.body,
    )
    if posixpath.dirname(module.address) == posixpath.dirname(here):
        return body
    return body.replace("import.meta.url", f'new URL("{_relative(here, module.address)}", import.meta.url)')


def _relative(here: str, address: str) -> str:
    way = posixpath.relpath(address, posixpath.dirname(here))
    return way if way.startswith(".") else f"./{way}"
