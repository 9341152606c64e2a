"""
Monitors and links: who hears of whose end, and how often.
"""

from __future__ import annotations

from twisted.internet.defer import succeed

from connect4tx.supervision.exits import Exit, Killed, NoProcess, Normal, Shutdown
from connect4tx.supervision.links import link, unlink
from connect4tx.supervision.monitors import Down, monitor
from connect4tx.supervision.process import Process
from tests.supervision.lives import Boom, SupervisionCase, forever, until


class MonitorTests(SupervisionCase):
    def setUp(self) -> None:
        super().setUp()
        self.downs: list[Down] = []

    def test_down_comes_on_a_later_turn(self) -> None:
        """
        A Down is not handed over inside the call that ends the process.
        """
        process = self.spawn(forever)
        watch = monitor(process, self.downs.append)
        process.kill()
        self.assertEqual(self.downs, [])
        self.turn()
        self.assertEqual(self.downs, [Down(watch.ref, process, Killed())])

    def test_down_of_a_dead_process(self) -> None:
        """
        Who watches the dead hears of no process, on a later turn too.
        """
        process = self.spawn(until, succeed(1))
        watch = monitor(process, self.downs.append)
        self.assertEqual(self.downs, [])
        self.turn()
        self.assertEqual(self.downs, [Down(watch.ref, process, NoProcess())])

    def test_monitor_that_raises(self) -> None:
        """
        A monitor that raises is logged; the next one hears all the same.
        """

        def raising(_: Down) -> None:
            raise Boom("down")

        process = self.spawn(forever)
        monitor(process, raising)
        monitor(process, self.downs.append)
        process.kill()
        self.turn()
        self.assertEqual(len(self.downs), 1)
        self.assert_booms(1)

    def test_cancel_takes_back_a_down(self) -> None:
        """
        A Down that is under way does not arrive after the cancel.
        """
        process = self.spawn(forever)
        watch = monitor(process, self.downs.append)
        process.kill()
        watch.cancel()
        self.turn()
        self.assertEqual(self.downs, [])

    def test_cancel_inside_another_down(self) -> None:
        """
        One monitor's Down may cancel the next one of the same turn.
        """
        process = self.spawn(forever)
        monitor(process, lambda _: second.cancel())
        second = monitor(process, self.downs.append)
        process.kill()
        self.turn()
        self.assertEqual(self.downs, [])

    def test_cancel_is_harmless_afterwards(self) -> None:
        """
        Cancelling after the Down, and twice, changes nothing.
        """
        process = self.spawn(forever)
        watch = monitor(process, self.downs.append)
        process.kill()
        self.turn()
        watch.cancel()
        watch.cancel()
        self.assertEqual(len(self.downs), 1)

    def test_end_of_by_cancels(self) -> None:
        """
        A monitor ends with the process it was made for.
        """
        process, by = self.spawn(forever), self.spawn(forever)
        monitor(process, self.downs.append, by=by)
        by.kill()
        process.kill()
        self.turn()
        self.assertEqual(self.downs, [])

    def test_end_of_by_in_the_same_turn(self) -> None:
        """
        A Down under way is taken back when the process it is for ends meanwhile.
        """
        process, by = self.spawn(forever), self.spawn(forever)
        monitor(process, self.downs.append, by=by)
        process.kill()
        by.kill()
        self.turn()
        self.assertEqual(self.downs, [])

    def test_by_outlives_the_watched(self) -> None:
        """
        With its watcher alive a Down arrives, and only once.
        """
        process, by = self.spawn(forever), self.spawn(forever)
        monitor(process, self.downs.append, by=by)
        process.kill()
        self.turn()
        by.kill()
        self.turn()
        self.assertEqual([down.process for down in self.downs], [process])

    def test_watching_oneself(self) -> None:
        """
        A process that watches itself for itself hears of its end at most once.
        """
        process = self.spawn(forever)
        monitor(process, self.downs.append, by=process)
        process.kill()
        self.turn()
        self.assertLessEqual(len(self.downs), 1)

    def test_monitor_made_in_a_down(self) -> None:
        """
        A monitor may be made inside a Down; its own Down comes a turn later.
        """
        process = self.spawn(forever)
        monitor(process, lambda down: monitor(down.process, self.downs.append))
        process.kill()
        self.turn()
        self.assertEqual([down.exit for down in self.downs], [NoProcess()])

    def test_refs_differ(self) -> None:
        """
        Two monitors of one process have two refs, each in its own Down.
        """
        process = self.spawn(forever)
        refs = [monitor(process, self.downs.append).ref for _ in range(2)]
        process.kill()
        self.turn()
        self.assertEqual([down.ref for down in self.downs], refs)
        self.assertNotEqual(*refs)


class LinkTests(SupervisionCase):
    def trapping(self) -> tuple[Process, list[tuple[Process, Exit]]]:
        """
        A process that traps, and what it has trapped.
        """
        process, trapped = self.spawn(forever), list[tuple[Process, Exit]]()
        process.trap_exit = lambda *notice: trapped.append(notice)
        return process, trapped

    def test_link_to_itself(self) -> None:
        """
        A link to oneself is none.
        """
        process, trapped = self.trapping()
        link(process, process)
        process.kill()
        self.turn()
        self.assertEqual(trapped, [])
        unlink(process, process)

    def test_linked_twice_is_linked_once(self) -> None:
        """
        Of two links of the same two one exit arrives, and one unlink undoes both.
        """
        process, trapped = self.trapping()
        first, second = self.spawn(forever), self.spawn(forever)
        for other in (first, second):
            link(process, other)
            link(other, process)
        unlink(second, process)
        first.kill()
        second.kill()
        self.turn()
        self.assertEqual(trapped, [(first, Killed())])

    def test_trapped_exit_comes_on_a_later_turn(self) -> None:
        """
        A trapped exit is not handed over inside the call that ends the other.
        """
        process, trapped = self.trapping()
        other = self.spawn(forever)
        link(process, other)
        other.kill()
        self.assertEqual(trapped, [])
        self.turn()
        self.assertEqual(trapped, [(other, Killed())])

    def test_linked_to_many(self) -> None:
        """
        The end of one takes all along that are linked to it, and no others.
        """
        hub, stranger = self.spawn(forever), self.spawn(forever)
        spokes = [self.spawn(forever) for _ in range(100)]
        for spoke in spokes:
            link(hub, spoke)
        hub.end(Shutdown("closing"))
        self.assertTrue(all(spoke.alive for spoke in spokes))
        self.turn()
        self.assertEqual({spoke.exit for spoke in spokes}, {Shutdown("closing")})
        self.assertTrue(stranger.alive)

    def test_ring(self) -> None:
        """
        A ring of links ends at once, each process once.
        """
        ring = [self.spawn(forever) for _ in range(10)]
        for one, next_one in zip(ring, ring[1:] + ring[:1], strict=True):
            link(one, next_one)
        ring[3].end(Shutdown())
        self.turn()
        self.assertFalse(any(process.alive for process in ring))
        self.assertEqual(self.seen.count("exited forever"), 10)

    def test_normal_end_of_a_linked_one(self) -> None:
        """
        A normal end takes nobody along.
        """
        process, other = self.spawn(forever), self.spawn(forever)
        link(process, other)
        other.end(Normal())
        self.turn()
        self.assertTrue(process.alive)

    def test_trap_that_raises(self) -> None:
        """
        A trap that raises is logged; the others linked to the same end hear of it.
        """

        def raising(_: Process, __: Exit) -> None:
            raise Boom("trapped")

        hub, (process, trapped) = self.spawn(forever), self.trapping()
        clumsy = self.spawn(forever)
        clumsy.trap_exit = raising
        link(hub, clumsy)
        link(hub, process)
        hub.kill()
        self.turn()
        self.assertEqual(trapped, [(hub, Killed())])
        self.assertTrue(clumsy.alive)
        self.assert_booms(1)
