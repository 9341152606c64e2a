"""
What the documentation shows, run.
"""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXAMPLE_SECONDS = 60


def blocks(page: Path) -> Iterator[tuple[int, str]]:
    """
    The ``python`` blocks of a Markdown page that show a session, with their lines.
    """
    text = page.read_text("utf-8")
    for match in FENCE.finditer(text):
        if ">>>" in match[1]:
            yield text.count("\n", 0, match.start(1)), match[1]


def page_doctest(page: Path) -> doctest.DocTest:
    """
    All sessions of one page, run in its order and with the same names.
    """
    parser = doctest.DocTestParser()
    examples = []
    for line, block in blocks(page):
        for example in parser.get_examples(block, str(page)):
            example.lineno += line
            examples.append(example)
    return doctest.DocTest(examples, {}, page.name, str(page), 0, None)


def module_doctests() -> Iterator[doctest.DocTest]:
    """
    The sessions in the docstrings of every module that has one.
    """
    for path in sorted((ROOT / "connect4tx").rglob("*.py")):
        if ">>>" in path.read_text("utf-8"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts).removesuffix(".__init__")
            yield from doctest.DocTestFinder().find(import_module(name), name)


def failure_of(test: doctest.DocTest) -> str:
    """
    What doctest prints of a session that went otherwise; nothing if it went so.
    """
    report: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=report.append)
    return "".join(report)


class DocumentedExamplesTests(SynchronousTestCase):
    """
    Every example in the documentation does what it shows.
    """

    maxDiff = None

    def test_sessions_on_pages(self) -> None:
        """
        The sessions in the README and under ``docs/`` go as they are shown.
        """
        pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
        failures = [failure_of(page_doctest(page)) for page in pages]
        self.assertEqual("".join(failures), "")

    def test_sessions_in_docstrings(self) -> None:
        """
        The sessions in docstrings go as they are shown.
        """
        failures = [failure_of(test) for test in module_doctests()]
        self.assertEqual("".join(failures), "")

    def test_example_files(self) -> None:
        """
        The files under ``docs/examples`` run to a good end.
        """
        for path in sorted((ROOT / "docs" / "examples").glob("*.py")):
            done = subprocess.run(
                [sys.executable, "-W", "error", str(path)],
                capture_output=True,
                check=False,
                timeout=EXAMPLE_SECONDS,
            )
            self.assertEqual(done.returncode, 0, f"{path}: {done.stderr!r}")


class ExamplesCanFailTests(SynchronousTestCase):
    """
    An example that shows something else than what happens is told of.
    """

    def test_wrong_session_is_told_with_its_line(self) -> None:
        """
        The report names the page and the line in it.
        """
        page = Path(self.mktemp())
        page.write_text("# Page\n\n```python\n>>> 6 * 7\n41\n```\n", "utf-8")
        report = failure_of(page_doctest(page))
        self.assertIn(f'File "{page}", line 4', report)
        self.assertIn("42", report)

    def test_blocks_share_their_names(self) -> None:
        """
        A later block of a page sees what an earlier one has made.
        """
        page = Path(self.mktemp())
        page.write_text(
            "```python\n>>> x = 6\n```\ntext\n```python\n>>> x * 7\n42\n```\n", "utf-8"
        )
        self.assertEqual(failure_of(page_doctest(page)), "")
        self.assertEqual(len(page_doctest(page).examples), 2)
