"""
What the tree must look like for the wheel to be right; CI checks the wheel itself.
"""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.terminal.language import NAMES

ROOT = Path(__file__).parent.parent
PLUGIN = ROOT / "twisted" / "plugins" / "connect4_plugin.py"


def imported_modules(source: str) -> set[str]:
    """
    The modules that a source imports, wherever in it.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


class PluginTests(SynchronousTestCase):
    """
    The part of the tree that lies in Twisted's own package.
    """

    def test_twisted_is_no_package_of_ours(self) -> None:
        """
        With an ``__init__.py`` there, installing would overwrite Twisted's own.
        """
        self.assertEqual(list((ROOT / "twisted").rglob("__init__.py")), [])

    def test_only_the_plugin_lies_there(self) -> None:
        """
        Nothing but the plugin file goes into Twisted's package.
        """
        self.assertEqual(list((ROOT / "twisted").rglob("*.py")), [PLUGIN])

    def test_plugin_imports_only_the_service_maker(self) -> None:
        """
        Discovering plugins must not import us, nor install a reactor.
        """
        self.assertEqual(
            imported_modules(PLUGIN.read_text("utf-8")), {"twisted.application.service"}
        )

    def test_imports_are_seen_wherever_they_stand(self) -> None:
        """
        The test above sees an import inside a function, and a relative one.
        """
        source = "import a.b\ndef f():\n    from c import d\n    from . import e\n"
        self.assertEqual(imported_modules(source), {"a.b", "c", "."})


class MetadataTests(SynchronousTestCase):
    """
    What ``pyproject.toml`` promises and the tree must keep.
    """

    def setUp(self) -> None:
        text = (ROOT / "pyproject.toml").read_text("utf-8")
        self.pyproject = tomllib.loads(text)

    def test_both_trees_go_into_the_wheel(self) -> None:
        """
        Unconfigured, the plugin would be left out without a word.
        """
        wheel = self.pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]
        self.assertEqual(wheel["packages"], ["connect4tx", "twisted"])
        self.assertIn("dropin.cache", wheel["exclude"])

    def test_licence_and_readme_exist(self) -> None:
        """
        The files that the metadata names are there.
        """
        project = self.pyproject["project"]
        for name in [*project["license-files"], project["readme"]]:
            self.assertTrue((ROOT / name).is_file(), name)
        licence = (ROOT / "LICENSE").read_text("utf-8")
        self.assertIn("MIT License", licence)
        self.assertIn("The connect4tx authors", licence)

    def test_types_are_shipped(self) -> None:
        """
        ``py.typed`` tells type checkers to read the annotations.
        """
        self.assertTrue((ROOT / "connect4tx" / "py.typed").is_file())

    def test_catalogues_are_shipped(self) -> None:
        """
        Each language but English has its compiled catalogue, and nothing that git
        ignores goes into a wheel.
        """
        ignored = (ROOT / ".gitignore").read_text("utf-8").split()
        self.assertFalse(
            [line for line in ignored if line.endswith((".mo", "locale/"))]
        )
        locale = ROOT / "connect4tx" / "terminal" / "locale"
        compiled = {path.parent.parent.name for path in locale.rglob("*.mo")}
        self.assertEqual(compiled, set(NAMES) - {"en"})

    def test_packages_hold_a_docstring_only(self) -> None:
        """
        What is used is imported from the module that defines it.
        """
        for path in sorted((ROOT / "connect4tx").rglob("__init__.py")):
            module = ast.parse(path.read_text("utf-8"))
            self.assertIsNotNone(ast.get_docstring(module), path)
            self.assertEqual(len(module.body), 1, path)
