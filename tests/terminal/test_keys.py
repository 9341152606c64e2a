"""
Keys mode and hidden lines, as the conversation knows them.
"""

from __future__ import annotations

from connect4tx.terminal import sentences
from connect4tx.terminal.items import KEYS_LOST, WANTS_TO_GO
from tests.support.talk import TalkCase


class KeysTests(TalkCase):
    """
    Keys mode, as the conversation knows it.
    """

    def test_client_that_can(self) -> None:
        """
        A client that sends keys is told how to use them, and set so.
        """
        ann = self.talker("ann")
        self.assertEqual(ann.says("set keys on"), f"{sentences.KEYS_ON}\n")
        self.assertTrue(ann.place.wishes.keys)
        self.assertEqual(ann.says("set keys off"), f"{sentences.KEYS_OFF}\n")
        self.assertFalse(ann.place.wishes.keys)
        self.assertEqual(ann.asked, [("keys", True), ("keys", False)])

    def test_client_that_cannot(self) -> None:
        """
        A client that sends lines only is told so, and nothing is set.
        """
        ann = self.talker("ann")
        ann.obliging = False
        told = ann.says("set keys on")
        self.assertIn("Your client sends whole lines only", told)
        self.assertFalse(ann.place.wishes.keys)

    def test_client_that_goes_back_to_lines(self) -> None:
        """
        Who no longer sends keys is told, and set so.
        """
        ann = self.talker("ann")
        ann.says("set keys on")
        ann.put(KEYS_LOST)
        self.assertEqual(ann.news(), f"{sentences.KEYS_OFF}\n")
        self.assertFalse(ann.place.wishes.keys)

    def test_json_has_no_keys(self) -> None:
        """
        A program has lines only; keys end with the mode of people.
        """
        ann = self.talker("ann")
        ann.says("set keys on", "mode json")
        self.assertFalse(ann.place.wishes.keys)
        self.assertEqual(ann.asked, [("keys", True), ("keys", False)])
        told = ann.says('{"cmd": "set", "setting": "keys", "value": "on"}')
        self.assertIn('"error":"not_in_json"', told)
        self.assertEqual(ann.asked, [("keys", True), ("keys", False)])

    def test_marker_is_for_whose_turn_it_is(self) -> None:
        """
        The arrow keys move a marker on one's turn over a drawn board, and else none.
        """
        ann, bob = self.talkers()
        self.assertIsNone(ann.conversation.marker())
        ann.says("play")
        bob.news()
        marker = ann.conversation.marker()
        assert marker is not None
        self.assertEqual(len(marker.offsets), 7)
        self.assertIsNone(bob.conversation.marker())
        ann.says("set style text")
        self.assertIsNone(ann.conversation.marker())


class SecretTests(TalkCase):
    """
    Drill: a line that is not shown.
    """

    def test_client_that_hides(self) -> None:
        """
        The next line is a secret: it is counted, and no command.
        """
        ann = self.talker("ann")
        self.assertEqual(ann.says("secret"), "")
        self.assertEqual(ann.prompt, sentences.SECRET_PROMPT)
        self.assertEqual(ann.says("quit"), "It had 4 characters.\n")
        self.assertFalse(ann.conversation.over)
        self.assertEqual(ann.prompt, "lobby> ")
        self.assertEqual(ann.asked, [("hide", True), ("hide", False)])

    def test_control_d_says_nothing(self) -> None:
        """
        Ctrl-D says nothing while the secret is asked for, which is asked for still.
        """
        ann = self.talker("ann")
        ann.says("secret")
        ann.put(WANTS_TO_GO)
        self.assertEqual(ann.news(), "")
        self.assertEqual(ann.prompt, sentences.SECRET_PROMPT)
        self.assertEqual(ann.says("board"), "It had 5 characters.\n")
        ann.put(WANTS_TO_GO)
        self.assertEqual(ann.news(), f"{sentences.ASK_TO_QUIT}\n")

    def test_client_that_does_not(self) -> None:
        """
        Who sees what is typed is told before it is typed.
        """
        ann = self.talker("ann")
        ann.obliging = False
        self.assertEqual(ann.says("secret"), f"{sentences.SECRET_SHOWN}\n")
        self.assertEqual(ann.says("x"), "It had 1 characters.\n")
