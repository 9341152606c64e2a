"""
Print the one-line command that the README shows under a name.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def readme_command(name: str) -> str:
    """
    The only line of the fenced block after ``<!-- command: name -->``.
    """
    pattern = rf"^<!-- command: {re.escape(name)} -->\s*^```\w*\n([^\n]+)\n```$"
    found = re.findall(pattern, README.read_text("utf-8"), re.MULTILINE)
    if len(found) != 1:
        raise SystemExit(f"README.md has {len(found)} one-line commands named {name}")
    return str(found[0])


if __name__ == "__main__":
    print(readme_command(sys.argv[1]))
