"""
The catalogues of sentences, made from the code: ``python -m tests.support.catalogues``.

That extracts the sentences, brings the template and every language up to date, and
compiles them. With a code behind it, such as ``de``, it begins that language too.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from connect4tx.terminal.language import DOMAIN

PACKAGE = Path(__file__).parents[2] / "connect4tx"
LOCALE = PACKAGE / "terminal" / "locale"
TEMPLATE = LOCALE / f"{DOMAIN}.pot"

# What marks a sentence, and how many it takes: the second is the one for many.
MARKS = {"msg": 1, "tr": 1, "trn": 2}

# The same each time: a template changes with the sentences, and with nothing else.
_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_HEADER = "# The sentences of connect4tx: {what}.\n# Under the licence of connect4tx."
_AUTHORS = "The connect4tx authors"


def po_file(code: str) -> Path:
    """
    Where a language's sentences are; the compiled ones lie beside it.
    """
    return LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def languages() -> list[str]:
    """
    The codes of the languages that have a catalogue.
    """
    return sorted(path.parent.parent.name for path in LOCALE.glob("*/*/*.po"))


def extracted(package: Path = PACKAGE) -> Catalog:
    """
    The template: every sentence that is marked in a package.
    """
    template = _catalogue("the template")
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package.parent).as_posix()
        for line, sentence in marked_in(path.read_text("utf-8")):
            template.add(sentence, locations=[(place, line)])
    return template


def marked_in(source: str) -> Iterator[tuple[int, str | tuple[str, ...]]]:
    """
    The lines and sentences of the calls that mark one.

    By syntax tree, for babel's own extraction sees no calls in an f-string before
    Python 3.12.
    """
    calls = [node for node in ast.walk(ast.parse(source)) if type(node) is ast.Call]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        wanted = MARKS.get(name, 0)
        texts = [_text(argument) for argument in call.args[:wanted]]
        if wanted and all(texts):
            yield call.lineno, texts[0] if wanted == 1 else tuple(texts)


def _text(node: ast.expr) -> str:
    """
    A text that stands there in full; one from elsewhere is marked where it stands.
    """
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else ""


def _catalogue(what: str, code: str | None = None) -> Catalog:
    return Catalog(
        code,
        DOMAIN,
        _HEADER.format(what=what),
        project=DOMAIN,
        version="1",
        msgid_bugs_address=_AUTHORS,
        last_translator=_AUTHORS,
        language_team=_AUTHORS,
        creation_date=_DATE,
        revision_date=_DATE,
        fuzzy=False,
    )


def read(path: Path) -> Catalog:
    """
    A template, or a language's sentences.

    :raises PoFileError: when it cannot be read in full.
    """
    with path.open("rb") as source:
        return read_po(source, domain=DOMAIN, abort_invalid=True)


def write(catalogue: Catalog, path: Path) -> None:
    """
    Write a template, or a language's sentences, for people.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(target, catalogue, width=88, include_lineno=False)


def sentences(catalogue: Catalog) -> list[Message]:
    """
    What is in a catalogue, but for its header.
    """
    return [message for message in catalogue if message.id]


def compiled(catalogue: Catalog) -> bytes:
    """
    A language's sentences as gettext reads them.
    """
    written = BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def bring_up_to_date(*codes: str) -> None:
    """
    Write the template, and these and all other languages, and compile them.
    """
    write(extracted(), TEMPLATE)
    for code in sorted({*languages(), *codes}):
        path = po_file(code)
        known = read(path) if path.exists() else _catalogue(code, code)
        known.update(extracted())
        write(known, path)
        path.with_suffix(".mo").write_bytes(compiled(known))
        missing = [message for message in sentences(known) if not message.string]
        doubtful = [message for message in sentences(known) if message.fuzzy]
        sys.stderr.write(
            f"{code}: {len(known)} sentences, {len(missing)} to translate,"
            f" {len(doubtful)} fuzzy, {len(known.obsolete)} obsolete\n"
        )


if __name__ == "__main__":
    bring_up_to_date(*sys.argv[1:])
