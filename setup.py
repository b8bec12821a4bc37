"""Add the files outside the package to the wheel: the configuration, the layout and the samples for web servers.

All other settings are in ``pyproject.toml``, where setuptools cannot express that a folder outside the package goes
into it."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HOUSE = ("mkdocs.yml", "overrides", "hosting")


class Build(build_py):
    def run(self) -> None:
        super().run()
        if self.editable_mode:  # the repository itself is present
            return
        house = Path(self.build_lib) / "build_scripts/house"
        shutil.rmtree(house, ignore_errors=True)
        house.mkdir(parents=True)
        for name in HOUSE:
            source = Path(__file__).parent / name
            if source.is_dir():
                shutil.copytree(source, house / name)
            else:
                shutil.copy(source, house / name)


setup(cmdclass={"build_py": Build})
