"""
Build the wheel by way of the sdist, look into it, install it alone, and check it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

from check_service import check_service
from server import Broken

ROOT = Path(__file__).parents[1]
NEEDED = (
    "connect4tx/__init__.py",
    "connect4tx/py.typed",
    "connect4tx/service/plugin.py",
    "connect4tx/terminal/locale/fr/LC_MESSAGES/connect4tx.mo",
    "twisted/plugins/connect4_plugin.py",
)


def build_wheel(directory: Path) -> Path:
    """
    The wheel, built from the sdist and so from nothing that the sdist lacks.
    """
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", directory, ROOT],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (wheel,) = directory.glob("*.whl")
    return wheel


def complaints_about(names: list[str]) -> list[str]:
    """
    What is wrong with a wheel that holds these files.
    """
    complaints = [f"it lacks {name}" for name in NEEDED if name not in names]
    for name in names:
        top = name.partition("/")[0]
        if top not in ("connect4tx", "twisted") and not top.endswith(".dist-info"):
            complaints.append(f"it has {name}")
        if top == "twisted" and name not in NEEDED:
            complaints.append(f"it has {name} in Twisted's package")
    if not any(name.endswith(".dist-info/licenses/LICENSE") for name in names):
        complaints.append("it lacks the licence")
    return complaints


def check_wheel() -> None:
    """
    The wheel holds what it should, works where it is installed, and leaves no trace.
    """
    with tempfile.TemporaryDirectory(prefix="connect4-wheel-") as name:
        directory = Path(name)
        wheel = build_wheel(directory / "dist")
        with zipfile.ZipFile(wheel) as archive:
            complaints = complaints_about(archive.namelist())
        if complaints:
            raise Broken(f"{wheel.name}: {'; '.join(complaints)}")
        print(f"{wheel.name} holds what it should")

        home = directory / "venv"
        venv.create(home, with_pip=True)
        pip = [str(home / "bin" / "python"), "-m", "pip", "--quiet"]
        subprocess.run([*pip, "install", str(wheel)], check=True, cwd=directory)
        check_service(home / "bin")

        subprocess.run([*pip, "uninstall", "--yes", "connect4tx"], check=True)
        done = subprocess.run(
            [home / "bin" / "twistd", "--help"], capture_output=True, check=True
        )
        if b"connect4" in done.stdout:
            raise Broken("twistd lists connect4 after it was uninstalled")
        print("uninstalled, it leaves Twisted whole")


if __name__ == "__main__":
    check_wheel()
