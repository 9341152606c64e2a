"""
The tree as data and as text.
"""

from __future__ import annotations

from textwrap import dedent

from connect4tx.supervision.picture import Branch, draw, picture
from connect4tx.supervision.process import Pid, Process
from connect4tx.supervision.specs import Restart, Startable
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.supervision.tasks import TaskSupervisor
from tests.supervision.lives import SupervisionCase, child, forever, stubborn


class PictureTests(SupervisionCase):
    def inner(self, _: Process) -> Startable:
        return Supervisor([child("b"), child("c")], max_restarts=1, clock=self.clock)

    def test_tree(self) -> None:
        """
        A picture has every process with its number, first started first.
        """
        top = self.up(child("a"), child("inner", self.inner), name="top")
        inner = Branch(
            "inner",
            Pid(3),
            "running",
            restarts=0,
            left=1,
            children=(
                Branch("b", Pid(4), "running"),
                Branch("c", Pid(5), "running"),
            ),
        )
        self.assertEqual(
            picture(top),
            Branch(
                "top", Pid(1), "running", 0, 3, (Branch("a", Pid(2), "running"), inner)
            ),
        )

    def test_text(self) -> None:
        """
        The drawing has a process on each line, indented by depth.
        """
        top = self.up(child("a"), child("inner", self.inner), name="top")
        self.result(top.terminate_child("a"))
        self.assertEqual(
            draw(picture(top)),
            dedent(
                """\
                top <0.1> running restarts 0, left 3
                  a - down
                  inner <0.3> running restarts 0, left 1
                    b <0.4> running
                    c <0.5> running"""
            ),
        )

    def test_what_is_stopping(self) -> None:
        """
        Who was asked to stop and still lives is seen as stopping.
        """
        top = self.up(child("a", stubborn), name="top")
        top.child("a").stop()
        self.assertEqual([b.doing for b in picture(top).children], ["stopping"])
        top.stopService()
        self.assertEqual(picture(top).doing, "stopping")
        self.clock.pass_seconds(5)
        self.assertEqual(picture(top).doing, "down")

    def test_restarts(self) -> None:
        """
        The restarts so far are shown, and how many are left in the window.
        """
        top = self.up(child("a"), name="top")
        top.child("a").kill()
        self.turn()
        self.assertEqual((picture(top).restarts, picture(top).left), (1, 2))
        self.clock.pass_seconds(6)
        self.assertEqual((picture(top).restarts, picture(top).left), (1, 3))

    def test_many_children(self) -> None:
        """
        Of many children the first are drawn, and the others counted.
        """
        tasks = TaskSupervisor(name="tasks", clock=self.clock)
        self.successResultOf(tasks.startService())
        for number in range(5):
            tasks.start_task(forever, name=f"task {number}")
        lines = draw(picture(tasks), at_most=2).splitlines()
        self.assertEqual(
            lines[1:],
            ["  task 0 <0.2> running", "  task 1 <0.3> running", "  and 3 more"],
        )

    def test_exactly_as_many_as_fit(self) -> None:
        """
        Nothing is counted where all are drawn.
        """
        top = self.up(child("a"), child("b"), name="top")
        self.assertEqual(len(draw(picture(top), at_most=2).splitlines()), 3)

    def test_never_started(self) -> None:
        """
        A supervisor that was not started has no children yet.
        """
        top = Supervisor([child("a", restart=Restart.TEMPORARY)], clock=self.clock)
        self.assertEqual(picture(top).children, ())
