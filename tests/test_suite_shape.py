"""
The shape of the suite: nothing in it may pass without having run.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from unittest import TestCase as AnyTestCase

from twisted.trial.unittest import SynchronousTestCase, TestCase

TESTS = Path(__file__).parent
FIXTURES = ("setUp", "tearDown", "setUpClass", "tearDownClass")


def classes_in(module: ModuleType) -> list[type]:
    """
    Every class that a runner finds in a module, defined there or imported.
    """
    return [value for value in vars(module).values() if inspect.isclass(value)]


def cases_in(module: ModuleType) -> list[type[AnyTestCase]]:
    """
    Every TestCase defined in a module.
    """
    return [
        cls
        for cls in classes_in(module)
        if issubclass(cls, AnyTestCase) and cls.__module__ == module.__name__
    ]


def functions_of(cls: type) -> Iterator[tuple[str, Callable[..., object]]]:
    """
    The tests of a class, its own and the inherited ones.
    """
    for name in dir(cls):
        if name.startswith("test") and callable(function := getattr(cls, name)):
            yield name, function


def is_live(module: ModuleType) -> bool:
    """
    Whether only pytest runs this module.
    """
    return module.__name__.startswith("tests.live")


def misplaced_functions(module: ModuleType) -> Iterator[str]:
    """
    Test functions outside ``tests/live``: trial does not see them.
    """
    if is_live(module):
        return
    for name, value in vars(module).items():
        if name.startswith("test_") and inspect.isfunction(value):
            yield f"{module.__name__}.{name} is a function: trial does not run it"


def is_lazy(function: Callable[..., object]) -> bool:
    """
    Whether calling this only makes an object that somebody else has to run.
    """
    return (
        inspect.iscoroutinefunction(function)
        or inspect.isgeneratorfunction(function)
        or inspect.isasyncgenfunction(function)
    )


def unrun_bodies(module: ModuleType) -> Iterator[str]:
    """
    Coroutines, generators and inlineCallbacks where nobody runs them to the end.

    A SynchronousTestCase runs none of them, nor does a stdlib TestCase; trial's
    TestCase runs coroutines and inlineCallbacks, but no bare generator.
    """
    for cls in cases_in(module):
        fixtures = [(name, getattr(cls, name)) for name in FIXTURES]
        for name, function in [*functions_of(cls), *fixtures]:
            where = f"{module.__name__}.{cls.__name__}.{name}"
            if not issubclass(cls, TestCase):
                if is_lazy(function) or is_lazy(inspect.unwrap(function)):
                    yield f"{where} is asynchronous, but its class is not: never run"
            elif inspect.isgeneratorfunction(function):
                yield f"{where} is a generator without inlineCallbacks: never run"
            elif inspect.isasyncgenfunction(function):
                yield f"{where} is an asynchronous generator: never run"


def unmarked_coroutines(module: ModuleType) -> Iterator[str]:
    """
    Live coroutine tests without a mark: whether they run is then up to the plugin.
    """
    for name, value in vars(module).items():
        if (
            name.startswith("test_")
            and inspect.iscoroutinefunction(value)
            and not hasattr(value, "_pytest_twisted_mark")
        ):
            yield f"{module.__name__}.{name} lacks @ensureDeferred"


def borrowed_cases(module: ModuleType) -> Iterator[str]:
    """
    TestCases imported from elsewhere: they run twice, under two names.
    """
    for cls in classes_in(module):
        if (
            issubclass(cls, AnyTestCase)
            and cls.__module__ != module.__name__
            and any(functions_of(cls))
        ):
            yield f"{module.__name__} imports {cls.__name__}, which then runs twice"


def uncollected_cases(module: ModuleType) -> Iterator[str]:
    """
    TestCases with tests in a file that no runner opens.
    """
    if module.__name__.rpartition(".")[2].startswith("test_"):
        return
    for cls in cases_in(module):
        if any(functions_of(cls)):
            yield f"{module.__name__}.{cls.__name__}: the file is not named test_*.py"


def unstated_rules(module: ModuleType) -> Iterator[str]:
    """
    Tests without the sentence that states their rule.
    """
    for cls in cases_in(module):
        for name, function in functions_of(cls):
            if not inspect.getdoc(function):
                yield f"{module.__name__}.{cls.__name__}.{name} has no sentence"
    if is_live(module):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("test_") and not inspect.getdoc(function):
                yield f"{module.__name__}.{name} has no sentence"


def unused_contracts(modules: Iterable[ModuleType]) -> Iterator[str]:
    """
    Classes with tests that are no TestCase and that no TestCase inherits.
    """
    classes = {cls for module in modules for cls in classes_in(module)}
    run = {
        base for cls in classes if issubclass(cls, AnyTestCase) for base in cls.mro()
    }
    for cls in classes - run:
        own = [name for name, _ in functions_of(cls) if name.startswith("test_")]
        if own and cls.__module__.startswith("tests."):
            yield f"{cls.__module__}.{cls.__name__} has tests, but no TestCase has it"


def folders_without_init(root: Path) -> Iterator[str]:
    """
    Folders of tests that are no packages: trial does not descend into them.
    """
    for folder in sorted({path.parent for path in root.rglob("*.py")}):
        if not (folder / "__init__.py").exists():
            yield f"{folder.relative_to(root.parent)} has no __init__.py"


CHECKS = (
    misplaced_functions,
    unrun_bodies,
    unmarked_coroutines,
    borrowed_cases,
    uncollected_cases,
    unstated_rules,
)


def complaints_about(modules: Iterable[ModuleType]) -> list[str]:
    """
    Everything in these modules that could pass without having run.
    """
    modules = list(modules)
    found = [text for module in modules for check in CHECKS for text in check(module)]
    return sorted([*found, *unused_contracts(modules)])


def suite() -> Iterator[ModuleType]:
    """
    Every module under ``tests/``; importing it is what both runners do too.
    """
    for path in sorted(TESTS.rglob("*.py")):
        relative = path.relative_to(TESTS.parent).with_suffix("")
        if relative.name not in ("__init__", "conftest"):
            yield import_module(".".join(relative.parts))


def sample(source: str, name: str = "tests.test_sample") -> ModuleType:
    """
    A module made from a few lines, for the checks to look at.
    """
    module = ModuleType(name)
    exec(textwrap.dedent(source), vars(module))
    return module


class SuiteShapeTests(SynchronousTestCase):
    """
    The checks, over the whole suite.
    """

    maxDiff = None

    def test_nothing_passes_without_having_run(self) -> None:
        """
        No module of the suite gives a check anything to complain about.
        """
        self.assertEqual(complaints_about(suite()), [])

    def test_every_folder_of_tests_is_a_package(self) -> None:
        """
        Trial finds every folder, because each is a package.
        """
        self.assertEqual(list(folders_without_init(TESTS)), [])

    def test_the_suite_is_seen(self) -> None:
        """
        The checks look at this very module among the others.
        """
        names = [module.__name__ for module in suite()]
        self.assertIn(__name__, names)


class ChecksCanFailTests(SynchronousTestCase):
    """
    Each check, over a few lines that it is there to refuse.
    """

    def assert_refused(
        self, source: str, complaint: str, name: str = "tests.test_sample"
    ) -> None:
        """
        Fail unless these lines give one complaint, and it says this.
        """
        found = complaints_about([sample(source, name)])
        self.assertEqual(len(found), 1, found)
        self.assertIn(complaint, found[0])

    def test_good_lines_are_accepted(self) -> None:
        """
        Synchronous tests, coroutines on trial's TestCase and contracts in use pass.
        """
        found = complaints_about(
            [
                sample(
                    """
                    from twisted.internet.defer import inlineCallbacks
                    from twisted.trial.unittest import SynchronousTestCase, TestCase

                    class ThingContract:
                        def test_contract(self):
                            "It keeps its contract."

                    class SomeTests(ThingContract, SynchronousTestCase):
                        def test_plain(self):
                            "It is plain."

                    class OtherTests(TestCase):
                        async def test_coroutine(self):
                            "It is awaited."

                        @inlineCallbacks
                        def test_generator(self):
                            "It is driven."
                            yield
                    """
                )
            ]
        )
        self.assertEqual(found, [])

    def test_coroutine_on_a_synchronous_case_is_refused(self) -> None:
        """
        A coroutine that nobody awaits is named.
        """
        self.assert_refused(
            """
            from twisted.trial.unittest import SynchronousTestCase
            class SomeTests(SynchronousTestCase):
                async def test_it(self):
                    "It fails."
                    self.fail()
            """,
            "SomeTests.test_it is asynchronous",
        )

    def test_coroutine_fixture_on_a_synchronous_case_is_refused(self) -> None:
        """
        A setUp that nobody awaits is named.
        """
        self.assert_refused(
            """
            from twisted.trial.unittest import SynchronousTestCase
            class SomeTests(SynchronousTestCase):
                async def setUp(self):
                    self.fail()
            """,
            "SomeTests.setUp is asynchronous",
        )

    def test_inline_callbacks_on_a_stdlib_case_is_refused(self) -> None:
        """
        A Deferred that a stdlib TestCase throws away is named.
        """
        self.assert_refused(
            """
            import unittest
            from twisted.internet.defer import inlineCallbacks
            class SomeTests(unittest.TestCase):
                @inlineCallbacks
                def test_it(self):
                    "It fails."
                    yield
                    self.fail()
            """,
            "SomeTests.test_it is asynchronous",
        )

    def test_bare_generator_is_refused(self) -> None:
        """
        A generator that nobody drives is named, on trial's TestCase too.
        """
        self.assert_refused(
            """
            from twisted.trial.unittest import TestCase
            class SomeTests(TestCase):
                def test_it(self):
                    "It fails."
                    yield
                    self.fail()
            """,
            "SomeTests.test_it is a generator",
        )

    def test_inherited_coroutine_is_refused(self) -> None:
        """
        A contract's coroutine is named where a synchronous class inherits it.
        """
        self.assert_refused(
            """
            from twisted.trial.unittest import SynchronousTestCase
            class ThingContract:
                async def test_it(self):
                    "It fails."
            class SomeTests(ThingContract, SynchronousTestCase):
                pass
            """,
            "SomeTests.test_it is asynchronous",
        )

    def test_function_outside_live_is_refused(self) -> None:
        """
        A function that only pytest would run is named.
        """
        self.assert_refused(
            """
            def test_it():
                "It holds."
            """,
            "test_it is a function",
        )

    def test_live_coroutine_without_a_mark_is_refused(self) -> None:
        """
        A live coroutine without ``@ensureDeferred`` is named.
        """
        self.assert_refused(
            """
            async def test_it():
                "It holds."
            """,
            "test_it lacks @ensureDeferred",
            name="tests.live.test_sample",
        )

    def test_imported_case_is_refused(self) -> None:
        """
        A TestCase imported into a test module is named.
        """
        self.assert_refused(
            """
            from tests.test_suite_shape import SuiteShapeTests
            """,
            "imports SuiteShapeTests, which then runs twice",
        )

    def test_case_in_a_support_file_is_refused(self) -> None:
        """
        A TestCase with tests in a file that is not named test_*.py is named.
        """
        self.assert_refused(
            """
            from twisted.trial.unittest import SynchronousTestCase
            class SomeTests(SynchronousTestCase):
                def test_it(self):
                    "It holds."
            """,
            "SomeTests: the file is not named test_*.py",
            name="tests.support.sample",
        )

    def test_unused_contract_is_refused(self) -> None:
        """
        A contract that no TestCase inherits is named.
        """
        self.assert_refused(
            """
            class ThingContract:
                def test_it(self):
                    "It holds."
            """,
            "ThingContract has tests, but no TestCase has it",
        )

    def test_test_without_a_sentence_is_refused(self) -> None:
        """
        A test that does not state its rule is named.
        """
        self.assert_refused(
            """
            from twisted.trial.unittest import SynchronousTestCase
            class SomeTests(SynchronousTestCase):
                def test_it(self):
                    pass
            """,
            "SomeTests.test_it has no sentence",
        )

    def test_folder_without_init_is_refused(self) -> None:
        """
        A folder of tests that is no package is named.
        """
        root = Path(self.mktemp())
        (root / "inner").mkdir(parents=True)
        (root / "__init__.py").touch()
        (root / "inner" / "test_it.py").touch()
        self.assertEqual(
            list(folders_without_init(root)), [f"{root.name}/inner has no __init__.py"]
        )
