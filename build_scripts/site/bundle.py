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
_DYNAMIC_IMPORT = re.compile(r'\bimport\("(\.[^"]+)"\)')
_UNSUPPORTED = re.compile(r"^(?:import|export)\b(?! ?\().*$", re.M)


@dataclass(frozen=True, slots=True)
class _Module:
    """One parsed module. ``imports`` are (names, address of the module) in source order; ``lazy`` are the targets of
    its ``import()`` calls."""

    address: str
    imports: tuple[tuple[str, str], ...]
    exports: tuple[str, ...]
    lazy: tuple[str, ...]
    body: str


def bundle(modules: Mapping[str, str], entry_points: Sequence[str]) -> dict[str, str]:
    """Return address → file for every file that a page loads at once or later.

    ``modules`` maps addresses to source texts; ``entry_points`` are the addresses that pages name. Modules that no page
    reaches are left out."""
    parsed = {address: _parse(address, text) for address, text in modules.items()}
    eager = {address: _dependency_order(address, parsed, set(entry_points)) for address in entry_points}
    shared: dict[str, set[str]] = {address: set() for address in entry_points}
    files = {}
    for target, importers in sorted(_lazy_targets(parsed, eager).items()):
        host = importers.pop() if len(importers) == 1 else ""
        in_host = set(eager.get(host, ())) - {host}
        order = _dependency_order(target, parsed, {*entry_points, *in_host})
        imported = sorted({module for one in order for _, module in parsed[one].imports if module in in_host})
        shared.setdefault(host, set()).update(imported)
        files[target] = _file(order, parsed, imported, host, ())
    for address, order in eager.items():
        files[address] = _file(order, parsed, (), "", sorted(shared[address]))
    return files


def _lazy_targets(parsed: Mapping[str, _Module], eager: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """Return each target of an ``import()`` with the files ``eager`` from which it is reachable."""
    importers: dict[str, set[str]] = {}
    waiting = [(target, importer) for importer, order in eager.items() for one in order for target in parsed[one].lazy]
    while waiting:
        target, importer = waiting.pop()
        if target in eager or importer in importers.setdefault(target, set()):
            continue
        importers[target].add(importer)
        order = _dependency_order(target, parsed, set(eager))
        waiting += [(lazy, importer) for one in order for lazy in parsed[one].lazy]
    return importers


def _parse(address: str, text: str) -> _Module:
    text = _COMMENT.sub("", text.replace("\r\n", "\n"))
    folder = posixpath.dirname(address)

    def resolve(relative: str) -> str:
        return posixpath.normpath(f"{folder}/{relative}")

    imports = tuple((names, resolve(target)) for names, target in _IMPORT.findall(text))
    exports = tuple(name for _, name in _EXPORT.findall(text))
    text = _IMPORT.sub("", text)
    for line in text.split("\n"):
        if line.count("`") % 2:
            raise ValueError(f"{address}: a template over several lines would lose its indentation: {line}")
    if unknown := _UNSUPPORTED.search(_EXPORT.sub("", text)):
        raise ValueError(f"{address}: not a form of import or export that is known here: {unknown[0]}")
    lines = (line.strip() for line in text.split("\n"))
    lazy = tuple(resolve(target) for target in _DYNAMIC_IMPORT.findall(text))
    return _Module(address, imports, exports, lazy, "\n".join(line for line in lines if line))


def _dependency_order(address: str, parsed: Mapping[str, _Module], external: set[str]) -> list[str]:
    """Return the module at ``address`` and its imports in dependency order, dependencies first.

    The modules ``external`` are left out; they stay in their own files."""
    order: list[str] = []

    def visit(one: str, importers: tuple[str, ...]) -> None:
        if one in importers:
            raise ValueError(f"modules import each other in a circle: {' → '.join((*importers, one))}")
        if one not in order:
            for _, target in parsed[one].imports:
                if target not in external:
                    visit(target, (*importers, one))
            order.append(one)

    visit(address, ())
    return order


def _variable(address: str) -> str:
    return "$" + re.sub(r"\W", "_", address.removeprefix("assets/").removesuffix(".js"))


def _file(
    order: Sequence[str], parsed: Mapping[str, _Module], imported: Sequence[str], host: str, shared: Sequence[str]
) -> str:
    """Return one bundled file: imports from other files, the inner modules, then the module itself. ``imported`` are
    modules imported from the file ``host``; ``shared`` are modules that this file exports to others."""
    here = order[-1]
    pieces = [f'import {{ {", ".join(map(_variable, imported))} }} from "{_relative(here, host)}";'] if imported else []
    within = {*order, *imported}
    for address in order:
        for names, target in parsed[address].imports:
            if target not in within:
                pieces.append(f'import {{ {names} }} from "{_relative(here, target)}";')
    for address in order:
        module = parsed[address]
        known = [
            f"const {{ {names.replace(' as ', ': ')} }} = {_variable(target)};"
            for names, target in module.imports
            if target in within
        ]
        body = "\n".join((*known, _rebased(module, here)))
        if address == here:
            pieces.append(body)
        else:
            exported = f"return {{ {', '.join(module.exports)} }};"
            body = _EXPORT.sub(r"\1", body)
            pieces.append(f"const {_variable(address)} = (() => {{\n{body}\n{exported}\n}})();")
    if shared:
        pieces.append(f"export {{ {', '.join(map(_variable, shared))} }};")
    return "\n".join(pieces) + "\n"


def _rebased(module: _Module, here: str) -> str:
    """Return the body of a module with its relative addresses rewritten for the file ``here``."""
    body = _DYNAMIC_IMPORT.sub(
        lambda match: (
            f'import("{_relative(here, posixpath.normpath(posixpath.join(posixpath.dirname(module.address), match[1])))}")'
        ),
        module.body,
    )
    if posixpath.dirname(module.address) == posixpath.dirname(here):
        return body
    return body.replace("import.meta.url", f'new URL("{_relative(here, module.address)}", import.meta.url)')


def _relative(here: str, address: str) -> str:
    path = posixpath.relpath(address, posixpath.dirname(here))
    return path if path.startswith(".") else f"./{path}"
