"""Files of other word processors (.doc, .dot, .wps, the XML of Word 2003): converted with LibreOffice when it is
installed, else refused."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from build_scripts.model import Document, Refusal
from build_scripts.readers.word.docx import read_docx

SECONDS = 90
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_legacy(data: bytes) -> Document:
    """Convert in a folder and with a profile of its own; macros never run in a headless conversion to DOCX."""
    if _ENCRYPTED in data:
        raise Refusal("encrypted")
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        raise Refusal("legacy")
    with tempfile.TemporaryDirectory() as folder:
        source = (
            Path(folder) / f"original{'.doc' if data.startswith(_OLE) else '.xml'}"
        )  # by which LibreOffice knows the format
        source.write_bytes(data)
        command = [
            office,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            *("--convert-to", "docx", "--outdir", folder, str(source)),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=True, stdin=subprocess.DEVNULL)
            converted = (Path(folder) / "original.docx").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise Refusal("damaged", why="LibreOffice 无法打开") from error
    document = read_docx(converted)
    return Document(document.blocks, "legacy", document.hints, document.doubts)
