"""
How options are negotiated: by RFC 1143, without a loop and without a lost wish.
"""

from __future__ import annotations

from itertools import permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.net.telnet.codec import TelnetCodec
from connect4tx.net.telnet.events import OptionChanged, Received
from connect4tx.net.telnet.protocol import (
    BINARY,
    CHARSET,
    DO,
    DONT,
    ECHO,
    END_OF_RECORD,
    IP,
    LFLOW,
    LINEMODE,
    NAWS,
    SGA,
    STATUS,
    TIMING_MARK,
    TTYPE,
    WILL,
    WONT,
    Side,
    command,
)
from tests.support.telnet import HEARD, WISHES, after, exchange, held, wish
from tests.support.telnet_model import OptionModel
from tests.support.telnet_pair import Pair

# What a peer may switch on unasked, as the requirements have it.
AGREED = {
    (Side.THEIRS, TTYPE),
    (Side.THEIRS, NAWS),
    (Side.THEIRS, CHARSET),
    (Side.THEIRS, BINARY),
    (Side.THEIRS, SGA),
    (Side.OURS, BINARY),
    (Side.OURS, END_OF_RECORD),
}

OPTIONS = (BINARY, ECHO, SGA, TTYPE, END_OF_RECORD, NAWS, CHARSET, 201, 255)
sides = st.sampled_from(Side)
options = st.sampled_from(OPTIONS)

# Who speaks (this end or the peer), of whose option, which, and whether it is to be on.
steps = st.lists(
    st.tuples(
        st.booleans(), sides, st.sampled_from((ECHO, NAWS, BINARY)), st.booleans()
    )
)

# Which codec does it; a wish, or with no option: read so many packets.
talks = st.lists(
    st.tuples(st.booleans(), sides, st.none() | options, st.booleans()), max_size=40
)

repeatable = settings(
    deadline=None, derandomize=True, database=None, max_examples=300, print_blob=False
)


class PolicyTests(SynchronousTestCase):
    def test_what_a_peer_may_switch_on(self) -> None:
        """
        Some options are agreed to unasked, all others are refused, however often.
        """
        for side in Side:
            yes, no = (DO, DONT) if side is Side.THEIRS else (WILL, WONT)
            for option in set(range(256)) - {TIMING_MARK}:
                codec = TelnetCodec()
                asked = command(HEARD[side, True], option)
                if (side, option) in AGREED:
                    changed: list[Received] = [OptionChanged(side, option, True)]
                    self.assertEqual(
                        after(codec, asked), (changed, command(yes, option))
                    )
                    self.assertEqual(after(codec, asked), ([], b""))
                else:
                    refused: list[Received] = []
                    for _ in range(2):
                        self.assertEqual(
                            after(codec, asked), (refused, command(no, option))
                        )
                    self.assertFalse(codec.is_on(side, option))

    def test_nobody_is_put_into_character_mode(self) -> None:
        """
        A client that asks for ECHO and SGA is refused both, one that has them is not.
        """
        asked = command(DO, ECHO) + command(DO, SGA)
        refused = command(WONT, ECHO) + command(WONT, SGA)
        self.assertEqual(exchange(asked), ([], refused))
        codec = TelnetCodec()
        codec.offer(ECHO)
        codec.offer(SGA)
        codec.take_answers()
        changed = [OptionChanged(Side.OURS, option, True) for option in (ECHO, SGA)]
        self.assertEqual(after(codec, asked), (changed, b""))
        self.assertTrue(codec.is_on(Side.OURS, ECHO) and codec.is_on(Side.OURS, SGA))

    def test_codec_asks_for_nothing_by_itself(self) -> None:
        """
        A fresh codec has nothing to say.
        """
        self.assertEqual(TelnetCodec().take_answers(), b"")


class TimingMarkTests(SynchronousTestCase):
    def test_defect_14_timing_mark_is_always_answered(self) -> None:
        """
        DO TM gets WONT TM each time, or Debian's telnet shows nothing after Ctrl-C.
        """
        codec = TelnetCodec()
        for _ in range(3):
            codec.receive(command(IP) + command(DO, TIMING_MARK))
            self.assertEqual(codec.take_answers(), command(WONT, TIMING_MARK))

    def test_timing_marks_are_not_remembered(self) -> None:
        """
        No other word about a mark changes or answers anything, before or after.
        """
        codec = TelnetCodec()
        for verb in (WILL, WONT, DONT):
            self.assertEqual(after(codec, command(verb, TIMING_MARK)), ([], b""))
        self.assertEqual(after(codec, command(DO, TIMING_MARK))[0], [])
        for side in Side:
            self.assertFalse(codec.is_on(side, TIMING_MARK))

    def test_timing_mark_is_no_option_to_wish_for(self) -> None:
        """
        To want a mark on or off is a mistake in this program.
        """
        for side in Side:
            for on in (True, False):
                with self.assertRaises(ValueError):
                    wish(TelnetCodec(), side, TIMING_MARK, on)


class WishTests(SynchronousTestCase):
    def test_what_is_sent(self) -> None:
        """
        Asking is DO, asking not DONT, offering WILL and withdrawing WONT.
        """
        codec = TelnetCodec()
        self.assertEqual(wish(codec, Side.THEIRS, TTYPE, True), command(DO, TTYPE))
        self.assertEqual(wish(codec, Side.OURS, ECHO, True), command(WILL, ECHO))
        codec.receive(command(WILL, TTYPE) + command(DO, ECHO))
        self.assertEqual(wish(codec, Side.THEIRS, TTYPE, False), command(DONT, TTYPE))
        self.assertEqual(wish(codec, Side.OURS, ECHO, False), command(WONT, ECHO))

    def test_option_is_on_once_the_peer_agrees(self) -> None:
        """
        A wish alone switches nothing on; the other side's option is another one.
        """
        codec = TelnetCodec()
        codec.ask(LINEMODE)
        codec.take_answers()
        self.assertFalse(codec.is_on(Side.THEIRS, LINEMODE))
        changed: list[Received] = [OptionChanged(Side.THEIRS, LINEMODE, True)]
        self.assertEqual(after(codec, command(WILL, LINEMODE)), (changed, b""))
        self.assertTrue(codec.is_on(Side.THEIRS, LINEMODE))
        self.assertFalse(codec.is_on(Side.OURS, LINEMODE))

    def test_refusal_is_told(self) -> None:
        """
        A peer's no to a wish is an event, though nothing changes; a second no is none.
        """
        for side in Side:
            codec = TelnetCodec()
            wish(codec, side, LFLOW, True)
            refused = command(HEARD[side, False], LFLOW)
            told: list[Received] = [OptionChanged(side, LFLOW, False)]
            self.assertEqual(after(codec, refused), (told, b""))
            self.assertEqual(after(codec, refused), ([], b""))

    def test_option_that_was_refused_can_be_asked_for_again(self) -> None:
        """
        A no holds until the next wish, and the peer's later yes is not unasked then.
        """
        codec = TelnetCodec()
        wish(codec, Side.OURS, ECHO, True)
        codec.receive(command(DONT, ECHO))
        self.assertEqual(after(codec, command(DO, ECHO))[1], command(WONT, ECHO))
        self.assertEqual(wish(codec, Side.OURS, ECHO, True), command(WILL, ECHO))
        codec.receive(command(DO, ECHO))
        self.assertTrue(codec.is_on(Side.OURS, ECHO))

    def test_peer_may_always_switch_off(self) -> None:
        """
        An option that is on and that the peer wants off goes off, and is confirmed.
        """
        for side in Side:
            codec = TelnetCodec()
            wish(codec, side, STATUS, True)
            codec.receive(command(HEARD[side, True], STATUS))
            off: list[Received] = [OptionChanged(side, STATUS, False)]
            confirmed = command(DONT if side is Side.THEIRS else WONT, STATUS)
            refused = command(HEARD[side, False], STATUS)
            self.assertEqual(after(codec, refused), (off, confirmed))
            self.assertEqual(after(codec, refused), ([], b""))

    def test_changed_mind(self) -> None:
        """
        Wishes that change before the answer has come wait for it, and the last counts.
        """
        codec = TelnetCodec()
        self.assertEqual(wish(codec, Side.OURS, ECHO, True), command(WILL, ECHO))
        self.assertEqual(wish(codec, Side.OURS, ECHO, False), b"")
        self.assertEqual(wish(codec, Side.OURS, ECHO, True), b"")
        self.assertEqual(wish(codec, Side.OURS, ECHO, False), b"")
        self.assertEqual(after(codec, command(DO, ECHO)), ([], command(WONT, ECHO)))
        off: list[Received] = [OptionChanged(Side.OURS, ECHO, False)]
        self.assertEqual(after(codec, command(DONT, ECHO)), (off, b""))


class ModelTests(SynchronousTestCase):
    @repeatable
    @given(steps)
    def test_every_step_is_that_of_the_rfc(
        self, talk: list[tuple[bool, Side, int, bool]]
    ) -> None:
        """
        Answers, changes and states are those of the tables of RFC 1143, at every step.
        """
        codec = TelnetCodec()
        models = {
            (side, option): OptionModel(side, option, (side, option) in AGREED)
            for side in Side
            for option in (ECHO, NAWS, BINARY)
        }
        for is_wish, side, option, on in talk:
            model = models[side, option]
            before = model.is_on, model.rests
            if is_wish:
                self.assertEqual(wish(codec, side, option, on), model.wish(on))
            else:
                answer = model.hear(on)
                verb = command(HEARD[side, on], option)
                changed = model.rests and (model.is_on, True) != before
                event = OptionChanged(side, option, model.is_on)
                expected = ([event] if changed else [], answer)
                self.assertEqual(after(codec, verb), expected)
            for (one, number), other in models.items():
                self.assertEqual(codec.is_on(one, number), other.is_on)

    @repeatable
    @given(steps)
    def test_what_changes_nothing_has_no_answer(
        self, talk: list[tuple[bool, Side, int, bool]]
    ) -> None:
        """
        What a peer says of an option that has come to rest so is never answered.
        """
        codec = TelnetCodec()
        for is_wish, side, option, on in talk:
            if is_wish:
                wish(codec, side, option, on)
                continue
            for event in after(codec, command(HEARD[side, on], option))[0]:
                self.assertIsInstance(event, OptionChanged)
                repeated = command(HEARD[side, codec.is_on(side, option)], option)
                self.assertEqual(after(codec, repeated * 3), ([], b""))


class TwoCodecsTests(SynchronousTestCase):
    @repeatable
    @given(talks)
    def test_two_codecs_settle_and_agree(
        self, talk: list[tuple[bool, Side, int | None, bool]]
    ) -> None:
        """
        Whatever two of them want, they stop talking, and know the same of each option.
        """
        pair = Pair()
        wishes = 0
        for who, side, option, on in talk:
            if option is None:
                pair.read(who, 1 if on else 4)
            else:
                wishes += 1
                pair.wish(who, side, option, on)
        pair.settle()
        self.assertLessEqual(pair.sent_bytes, wishes * 2 * 3)
        one, other = pair.codecs
        for option in OPTIONS:
            for mine, yours in ((Side.OURS, Side.THEIRS), (Side.THEIRS, Side.OURS)):
                on = one.is_on(mine, option)
                self.assertEqual(on, other.is_on(yours, option), (option, mine))
                self.assert_told(pair, 0, mine, option)
                self.assert_told(pair, 1, yours, option)
                # Nothing is left undone: a wish is said at once, where it is one.
                self.assertEqual(wish(one, mine, option, True) == b"", on)

    def assert_told(self, pair: Pair, who: int, side: Side, option: int) -> None:
        """
        The last change that a codec told of is how the option is.
        """
        states = [
            event.on
            for event in pair.changes[who]
            if isinstance(event, OptionChanged)
            and (event.side, event.option) == (side, option)
        ]
        on = pair.codecs[who].is_on(side, option)
        self.assertEqual(states[-1] if states else False, on, (who, side, option))

    def test_two_codecs_do_not_talk_for_ever(self) -> None:
        """
        After all that two can want of all options, in any order, there is silence.
        """
        everything = [option for option in range(256) if option != TIMING_MARK]
        for wishes in permutations(WISHES):
            pair = Pair()
            for side, on in wishes:
                for who, option in product((0, 1), everything):
                    pair.wish(who, side, option, on)
            pair.settle()
            self.assertLessEqual(pair.sent_bytes, 2 * 4 * 3 * len(everything))

    def test_peer_that_answers_everything(self) -> None:
        """
        One that confirms every word, as no telnet should, is not answered for ever.
        """
        mirrored = bytes.maketrans(bytes((WILL, WONT, DO, DONT)), b"\xfd\xfe\xfb\xfc")
        for side in Side:
            for option in (ECHO, NAWS, BINARY, 201):
                codec = TelnetCodec()
                said = wish(codec, side, option, True)
                for _ in range(3):
                    verb = said[1:2].translate(mirrored)
                    said = after(codec, b"\xff" + verb + said[2:])[1] if said else b""
                self.assertEqual(said, b"")
                self.assertTrue(codec.is_on(side, option))

    def test_options_are_bounded(self) -> None:
        """
        There are 256 options a side, and no more is ever remembered.
        """
        codec = TelnetCodec()
        for side in Side:
            for option in set(range(256)) - {TIMING_MARK}:
                wish(codec, side, option, True)
        for _ in range(3):
            everything = ((verb, n) for verb in (WILL, DO, WONT) for n in range(256))
            codec.receive(b"".join(command(*pair) for pair in everything))
            codec.take_answers()
            self.assertLessEqual(held(codec), 2 * 256)
