"""Set up and run 年报馆 with nothing but Python 3.11+: see README.md.

    python3 start.py          build the archive of content/ and serve it on this machine
    python3 start.py test     run the tests
    python3 start.py ocr      add what reads scans (文字识别), from then on for every command
    python3 start.py ARGS …   any nianbao command, e.g. ``python3 start.py check``

On Windows the command is ``py start.py``. Everything is installed into ``.venv`` in this folder.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENV = ROOT / ".venv"
BIN = ENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")


def install(extra: str) -> None:
    """Make ``.venv`` and install the project, unless that was done for this very pyproject.toml."""
    stamp = ENV / f"installed{extra}"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    print("正在准备运行环境（第一次约需几分钟）… / setting up .venv", flush=True)
    venv.EnvBuilder(with_pip=True, clear=not PYTHON.exists()).create(ENV)
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--editable", f".{extra}"], cwd=ROOT, check=True)
    stamp.write_text(wanted, encoding="ascii")


def main() -> int:
    """Install what is needed and hand over to the tests or to ``nianbao``."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before anything checks the version
        sys.exit(f"需要 Python 3.11 或更新的版本，现在是 {sys.version.split()[0]} / Python 3.11+ is needed")
    arguments = sys.argv[1:]
    try:
        if arguments[:1] == ["test"]:
            install("[dev]")
            return subprocess.run([PYTHON, "-m", "pytest", *arguments[1:]], cwd=ROOT, check=False).returncode
        if arguments[:1] == ["ocr"]:
            install("[ocr]")
            print("识别组件已装好，以后的命令都会读扫描件。 / Scans are read from now on.")
            return 0
        install("")
        command = [PYTHON, "-m", "build_scripts", *(arguments or ["serve"])]
        return subprocess.run(command, cwd=None if arguments else ROOT, check=False).returncode
    except subprocess.CalledProcessError as error:
        return error.returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
