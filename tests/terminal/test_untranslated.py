"""
Nothing that players read is English only.

Every command, refusal, event and prompt is gone through in a language without letters:
letters that are read all the same stand in a sentence that is not in the catalogues.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from connect4tx.play.rejections import Reason
from connect4tx.terminal import sentences
from tests.support.catalogues import PACKAGE, marked_in
from tests.support.everything_said import LOOKS, StoriesCase
from tests.support.net_world import World
from tests.support.pseudo import CODE, PSEUDO, bare

# Said by what is not a conversation, and numbers too small for anything that is said.
ELSEWHERE = {sentences.SERVER_FULL, sentences.NOT_FOR_THIS}

# Two words in a row, as lists of choices do not have them.
PROSE = re.compile(r"[^\W\d_]{2,} [^\W\d_]+")

# In the names of processes and of errors, which operators read.
FOR_OPERATORS = {"facts for ", ", as ordered"}


def prose(source: str) -> Iterator[str]:
    """
    The texts of some words in a source that are neither marked nor docstrings.
    """
    tree = ast.parse(source)
    known: set[str] = set()
    for _, sentence in marked_in(source):
        known |= {sentence} if isinstance(sentence, str) else set(sentence)
    statements = (node for node in ast.walk(tree) if isinstance(node, ast.Expr))
    docstrings = {node.value for node in statements}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node not in docstrings:
            text = node.value
            if isinstance(text, str) and PROSE.search(text) and text not in known:
                yield text


class UntranslatedTests(StoriesCase):
    """
    All stories, told in the language without letters.
    """

    maxDiff = None

    def test_a_drawn_board_is_translated(self) -> None:
        """
        Who sees boards drawn, in colour, reads no word that was never translated.
        """
        self.tell(LOOKS[0])
        self.assertEqual(self.bare, [])

    def test_a_small_board_is_translated(self) -> None:
        """
        Who sees small boards on a narrow screen reads no such word either.
        """
        self.tell(LOOKS[1])
        self.assertEqual(self.bare, [])

    def test_a_board_read_aloud_is_translated(self) -> None:
        """
        Who has boards told in sentences hears no such word either.
        """
        self.tell(LOOKS[2])
        self.assertEqual(self.bare, [])

    def test_all_that_can_be_said_was_said(self) -> None:
        """
        The stories say every sentence of the catalogues, have every command done, and
        something refused for every reason.
        """
        for look in LOOKS:
            self.tell(look)
        self.assertEqual(set(Reason) - self.reasons, set())
        self.assertEqual(set(self.commands) - self.commands.used, set())
        self.assertEqual(PSEUDO.known - PSEUDO.said - ELSEWHERE, set())

    def test_the_door_is_translated(self) -> None:
        """
        Who is not let in, or came for something else, is told so in the server's own
        language; and so is everybody when it stops.
        """
        world = World(max_connections=2, lang=CODE)
        inside, stranger = world.player(), world.arrival()
        stranger.wire.sends(b"GET / HTTP/1.1\r\n")
        self.assertEqual(bare(stranger.news().replace("HTTP", "")), [])
        refused = [world.arrival() for _ in range(2)][-1]
        self.assertEqual(bare(refused.news()), [])
        world.stop()
        self.assertEqual(bare(inside.news()), [])
        self.assertEqual(ELSEWHERE & PSEUDO.known - PSEUDO.said, set())

    def test_no_sentence_stands_without_its_mark(self) -> None:
        """
        Where things are said, every text of some words is marked, said or not.
        """
        folder = PACKAGE / "terminal"
        found = {
            f"{path.name}: {text}"
            for path in folder.glob("*.py")
            for text in set(prose(path.read_text("utf-8"))) - FOR_OPERATORS
        }
        self.assertEqual(found, set())

    def test_untranslated_words_are_seen(self) -> None:
        """
        Names, codes, discs and what is typed are not words; every other is one.
        """
        told = "\n ABC234   \x1b[31mX\x1b[0m ann   O guest_owl\n⟦create 4⟧> "
        self.assertEqual(bare(told), [])
        self.assertEqual(bare("⟦ann⟧ moves to 4, à toi"), ["moves", "to", "à", "toi"])

    def test_unmarked_sentences_are_seen(self) -> None:
        """
        A sentence in a source without a mark is seen, in an f-string too.
        """
        source = (
            '"Not this docstring."\n'
            "A = msg('Not this one.'), 'full, compact', trn('A disc.', 'All of it.')\n"
            "b = 'But this one.', f'{c} and this one', said('This one too.')\n"
        )
        self.assertEqual(
            set(prose(source)), {"But this one.", " and this one", "This one too."}
        )
