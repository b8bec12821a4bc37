"""Convert other office formats (.doc, .dot, .wps, XML of Word and Excel 2003) with LibreOffice. Without LibreOffice
they are refused."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from build_scripts.model import Document, Refusal
from build_scripts.readers.sheets.xlsx import read_xlsx
from build_scripts.readers.word.docx import read_docx

# less than the timeout of the worker process (``workers.sandbox``), which could not kill the processes of LibreOffice
SECONDS = 90
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Installation paths outside of PATH: Windows (soffice.com waits until the work is done), macOS.
_INSTALLED = (
    r"%ProgramFiles%\LibreOffice\program\soffice.com",
    r"%ProgramFiles(x86)%\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
# Wrapper that starts the command and kills its whole process group when the parent process ends: a killed build used to
# leave LibreOffice running.
_WATCH = """import os, signal, subprocess, sys, threading
def watch():
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)
threading.Thread(target=watch, daemon=True).start()
sys.exit(subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL))
"""
# Profile of a conversion: no macro runs, and no linked resource is loaded (a linked picture contacted its server).
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


def read_legacy(data: bytes, into: str = "docx") -> Document:
    """Read the file as converted by LibreOffice to DOCX or XLSX (``into``). Raises ``Refusal`` if LibreOffice is not
    installed, cannot open the file, or takes too long."""
    if _ENCRYPTED in data:
        raise Refusal("encrypted")
    office = program()
    if not office:
        raise Refusal("legacy")
    with tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as folder:
        ending = ".doc" if data.startswith(_OLE) else ".xml"  # LibreOffice detects the format by this suffix
        converted = _converted(office, Path(folder), data, ending, into)
    document = (read_docx if into == "docx" else read_xlsx)(converted)
    return replace(document, reader="legacy")


def program() -> str | None:
    """Return the path of LibreOffice, from PATH or from known installation paths."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((path for path in map(os.path.expandvars, _INSTALLED) if Path(path).is_file()), None)


def _converted(office: str, folder: Path, data: bytes, ending: str, into: str) -> bytes:
    """Return the converted file. Its own folder and profile make it independent of a running LibreOffice."""
    source, profile = folder / f"original{ending}", folder / "profile"
    source.write_bytes(data)
    (profile / "user").mkdir(parents=True)
    (profile / "user/registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    command = [office, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--convert-to", into, "--outdir", str(folder), str(source)]
    if sys.platform != "win32":
        command = [sys.executable, "-I", "-S", "-c", _WATCH, *command]
    nothing, held = subprocess.DEVNULL, subprocess.PIPE
    started = subprocess.Popen(command, stdin=held, stdout=nothing, stderr=nothing, start_new_session=True)
    try:
        started.wait(SECONDS)
        return (folder / f"original.{into}").read_bytes()
    except subprocess.TimeoutExpired:
        raise Refusal("reading-timeout", seconds=SECONDS) from None
    except OSError as error:
        raise Refusal("damaged", why="LibreOffice 无法打开") from error
    finally:
        _end(started)


def _end(started: subprocess.Popen[bytes]) -> None:
    """Kill the whole process tree: the program is a script that starts another process."""
    if started.poll() is None:
        if sys.platform == "win32":
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(started.pid)], capture_output=True, check=False)
        else:
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()
    if started.stdin:
        started.stdin.close()
