"""
Check that no tracked file names this machine or where it fetches packages.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Written so that this file does not match itself.
PATTERNS = {
    "a path of one machine": r"(?<![\w.])/(?:roo[t]|wor[k]|home/[a-z])[\w.-]*/",
    "a package index": r"//[^/\s]*(?:py[p]i|pythonhoste[d])|--(?:extra-)?index-ur[l]",
}
UNWANTED = re.compile(r"(^|/)(dropin\.cache|twistd\.(log|pid)|_trial_temp.*)$")


def indexes_of_pip() -> set[str]:
    """
    The hosts from which pip is told to fetch here, but for this very machine.
    """
    configured = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        capture_output=True,
        check=True,
        text=True,
    )
    hosts = set(re.findall(r"https?://(?:[^@/\s]*@)?([\w.-]+)", configured.stdout))
    return hosts - {"localhost", "127.0.0.1"}


def tracked() -> list[str]:
    """
    The files that git knows or would add.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return sorted(filter(None, listed.stdout.split("\0")))


def complaints() -> list[str]:
    """
    Every line that a reader elsewhere should not see.
    """
    patterns = {what: re.compile(pattern) for what, pattern in PATTERNS.items()}
    if hosts := indexes_of_pip():
        names = "|".join(map(re.escape, sorted(hosts)))
        patterns["the package index of this machine"] = re.compile(names)
    patterns["where this checkout lies"] = re.compile(re.escape(str(ROOT)) + r"\b")
    found = []
    for name in tracked():
        if UNWANTED.search(name):
            found.append(f"{name}: not to be tracked")
        if not (ROOT / name).is_file():
            continue
        text = (ROOT / name).read_text("utf-8", "replace")
        for number, line in enumerate(text.splitlines(), 1):
            for what, pattern in patterns.items():
                if pattern.search(line):
                    found.append(f"{name}:{number}: {what}")
    return found


if __name__ == "__main__":
    found = complaints()
    print("\n".join(found) or f"{len(tracked())} files name no machine")
    sys.exit(bool(found))
