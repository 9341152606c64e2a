"""
What a player sees in which client: style, characters, colours, width, language.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.terminal.views import (
    NARROWEST,
    WIDEST,
    Client,
    Style,
    View,
    Wishes,
    view,
)
from tests.game.strategies import repeatable

ANSI, VT100, UTF8, COLOURS, READER, TRUECOLOR = 1, 2, 4, 8, 64, 256

# Each client that was measured: what it says of itself, and whether that is enough for
# characters beyond ASCII and for colours.
MEASURED: dict[str, tuple[Client, bool, bool]] = {
    "inetutils-telnet": (Client(True, ("XTERM-256COLOR",), width=80), True, True),
    "netkit": (Client(True, ("xterm-256color",), width=80), True, True),
    "busybox": (Client(True, ("xterm-256color",), width=80), True, True),
    "plink": (Client(True, ("XTERM",), width=80), True, True),
    "tintin++": (
        Client(True, ("TINTIN++", "xterm-256color", "MTTS 271"), width=80),
        True,
        True,
    ),
    "TinyFugue": (
        Client(True, ("TINYFUGUE", "ANSI-ATTR", "ANSI", "UNKNOWN"), width=80),
        False,
        True,
    ),
    "telnetlib3": (Client(True, ("xterm-256color",), utf8=True, width=80), True, True),
    "curl": (Client(True), False, False),
    "nc, socat": (Client(), False, False),
    "Mudlet": (Client(True, ("MUDLET", "ANSI-TRUECOLOR", "MTTS 271")), True, True),
    "Mudlet, not set to UTF-8": (
        Client(True, ("MUDLET", "ANSI-TRUECOLOR", "MTTS 267")),
        False,
        True,
    ),
    "Windows telnet": (Client(True, ("ANSI", "VTNT", "VT100", "VT52")), False, True),
}

UNICODE_TYPES = """
    xterm xterm-256color XTERM-DIRECT screen screen.xterm-256color tmux-256color linux
    vte-256color xterm-kitty alacritty foot rxvt-unicode-256color putty-256color
""".split()  # noqa: SIM905 - a word list reads best as text
ASCII_TYPES = "ANSI VTNT VT52 VT100 UNKNOWN DUMB rxvt cygwin".split()  # noqa: SIM905

clients = st.builds(
    Client,
    telnet=st.booleans(),
    types=st.lists(
        st.sampled_from(
            ("XTERM", "ANSI", "DUMB", "MUDLET", "MTTS 271", "MTTS 335", "MTTS 64", "")
        ),
        max_size=4,
    ).map(tuple),
    utf8=st.booleans(),
    width=st.integers(0, 65535),
)
switches = st.sampled_from((None, True, False))
wishes = st.builds(
    Wishes,
    style=st.sampled_from((None, *Style)),
    unicode=switches,
    color=switches,
    width=st.none() | st.integers(NARROWEST, WIDEST),
)


def seen_in(client: Client, **wished: object) -> View:
    """
    What a player with these wishes sees in a client.
    """
    return Wishes(**wished).view(client)  # type: ignore[arg-type]


def looks(seen: View) -> tuple[Style, bool, bool, int]:
    return seen.style, seen.unicode, seen.color, seen.width


class ClientsTests(SynchronousTestCase):
    """
    What each client is taken for.
    """

    def test_every_client_that_was_measured(self) -> None:
        """
        Each client gets what it is known to be able to show, drawn in full.
        """
        for name, (client, unicode, color) in MEASURED.items():
            seen = seen_in(client)
            self.assertEqual((seen.unicode, seen.color), (unicode, color), name)
            self.assertEqual(seen.style, Style.FULL, name)
            self.assertEqual(seen.width, client.width, name)

    def test_silent_peer_gets_the_plainest_view(self) -> None:
        """
        Who says nothing in telnet gets ASCII without colours, at no known width.
        """
        seen = seen_in(Client())
        self.assertEqual(looks(seen), (Style.FULL, False, False, 0))

    def test_terminals_with_unicode(self) -> None:
        """
        A terminal type that is known for UTF-8 is enough, in either case.
        """
        for name in UNICODE_TYPES:
            for spelt in (name, name.upper()):
                seen = seen_in(Client(True, (spelt,)))
                self.assertTrue(seen.unicode and seen.color, spelt)

    def test_terminals_without(self) -> None:
        """
        Any other terminal type is not enough for more than ASCII.
        """
        for name in ASCII_TYPES:
            self.assertFalse(seen_in(Client(True, (name,))).unicode, name)

    def test_colours_of_other_terminals(self) -> None:
        """
        A type that speaks of ANSI or of colours is enough for colours alone.
        """
        for name in ("ANSI", "ansi-bbs", "vt100-color", "rxvt", "cygwin"):
            self.assertTrue(seen_in(Client(True, (name,))).color, name)
        for name in ("VT100", "VT52", "DUMB", "UNKNOWN", "VTNT"):
            self.assertFalse(seen_in(Client(True, (name,))).color, name)

    def test_charset_is_enough(self) -> None:
        """
        A client that has agreed to UTF-8, or typed some, is sent it, whatever its type.
        """
        for types in ((), ("ANSI",), ("UNKNOWN",), ("MUDLET", "MTTS 1")):
            self.assertTrue(seen_in(Client(True, types, utf8=True)).unicode, types)
        self.assertTrue(seen_in(Client(utf8=True)).unicode)

    def test_bits_of_mtts(self) -> None:
        """
        Of a client that speaks the MUD standard, each bit says what it can show.
        """
        for bits, unicode, color in (
            (0, False, False),
            (ANSI, False, True),
            (VT100, False, False),
            (UTF8, True, False),
            (COLOURS, False, True),
            (TRUECOLOR, False, True),
            (ANSI | UTF8, True, True),
            (128 | 2048, False, False),
        ):
            for name in (f"MTTS {bits}", f"mtts {bits}"):
                seen = seen_in(Client(True, ("SOME-MUD", "DUMB", name)))
                self.assertEqual((seen.unicode, seen.color), (unicode, color), name)

    def test_what_is_no_mtts(self) -> None:
        """
        A type that only looks like the MUD standard's says nothing.
        """
        for name in (
            "MTTS",
            "MTTS ",
            "MTTS -1",
            "MTTS 1234567",
            "XMTTS 64",
            "MTTS 64 ",
        ):
            self.assertEqual(Client(True, (name,)).mtts, 0, name)
            self.assertIs(seen_in(Client(True, (name,))).style, Style.FULL, name)

    def test_screen_reader_listens(self) -> None:
        """
        Who has a screen reader gets sentences, and no colours.
        """
        seen = seen_in(
            Client(True, ("MUDLET", "XTERM", f"MTTS {ANSI | UTF8 | READER}"))
        )
        self.assertEqual((seen.style, seen.unicode), (Style.TEXT, True))
        self.assertFalse(seen.color)


class WishesTests(SynchronousTestCase):
    """
    What a player has set.
    """

    def test_wishes_override_the_client(self) -> None:
        """
        Whatever the client says of itself, what the player has set is so.
        """
        for client, _, _ in MEASURED.values():
            for on in (True, False):
                self.assertIs(seen_in(client, unicode=on).unicode, on)
                self.assertIs(seen_in(client, color=on).color, on)
            for style in Style:
                self.assertIs(seen_in(client, style=style).style, style)
            self.assertEqual(seen_in(client, width=33).width, 33)

    def test_a_wish_is_only_about_itself(self) -> None:
        """
        What is not set is left to the client.
        """
        xterm = Client(True, ("XTERM",), width=132)
        full, compact = Style.FULL, Style.COMPACT
        for wished, seen in (
            ({"unicode": False}, (full, False, True, 132)),
            ({"color": False}, (full, True, False, 132)),
            ({"width": 50}, (full, True, True, 50)),
            ({"style": compact}, (compact, True, True, 132)),
        ):
            self.assertEqual(looks(seen_in(xterm, **wished)), seen)

    def test_screen_reader_may_have_a_drawing(self) -> None:
        """
        A style that was set is kept with a screen reader too; colours have to be set.
        """
        reader = Client(True, ("XTERM", "MTTS 77"))
        self.assertFalse(seen_in(reader, style=Style.FULL).color)
        self.assertTrue(seen_in(reader, style=Style.FULL, color=True).color)

    def test_language(self) -> None:
        """
        The language is the player's, whatever the client.
        """
        self.assertEqual(seen_in(Client()).language.code, "en")

    def test_unknown_width_is_0(self) -> None:
        """
        A client that does not say its width, or says 0 as curl does, has none.
        """
        self.assertEqual(seen_in(Client(True, width=0)).width, 0)
        self.assertEqual(seen_in(Client()).width, 0)

    def test_width_is_kept_in_bounds(self) -> None:
        """
        A width that no screen has is taken for the nearest that one may have.
        """
        for said, taken in (
            (1, 20),
            (19, 20),
            (20, 20),
            (80, 80),
            (500, 500),
            (501, 500),
            (65535, 500),
        ):
            self.assertEqual(seen_in(Client(True, width=said)).width, taken)

    def test_there_is_one_view_of_a_combination(self) -> None:
        """
        However a combination is asked for, its view is the same object.
        """
        self.assertIs(view(), view(Style.FULL, unicode=False, color=False, width=0))
        self.assertIs(view(Style.TEXT), view(style=Style.TEXT, lang="en"))
        self.assertIs(view(), seen_in(Client()))

    @repeatable
    @given(clients, wishes)
    def test_text_never_has_colours(self, client: Client, wished: Wishes) -> None:
        """
        Sentences have no colours, whatever is wished and the client can show.
        """
        seen = wished.view(client)
        self.assertFalse(seen.style is Style.TEXT and seen.color)

    @repeatable
    @given(clients, wishes)
    def test_one_view_for_all_who_see_alike(
        self, client: Client, wished: Wishes
    ) -> None:
        """
        The same view is the same object, so that what was drawn for one serves others.
        """
        seen = wished.view(client)
        self.assertIs(seen, wished.view(client))
        self.assertTrue(seen.width == 0 or NARROWEST <= seen.width <= WIDEST)
