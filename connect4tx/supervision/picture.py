"""
The supervision tree as data, and as text for an operator.
"""

from __future__ import annotations

from dataclasses import dataclass

from connect4tx.supervision.process import Pid, Process
from connect4tx.supervision.supervisor import Supervisor


@dataclass(frozen=True, slots=True)
class Branch:
    """
    One child as it is now, with all below it.

    :ivar pid: None while it does not run.
    :ivar doing: ``running``, ``stopping`` or ``down``.
    :ivar restarts: attempts so far of its children, and ``left`` how many it could
        make now before it gives up; None where it is no supervisor.
    """

    name: str
    pid: Pid | None
    doing: str
    restarts: int | None = None
    left: int | None = None
    children: tuple[Branch, ...] = ()


def picture(supervisor: Supervisor) -> Branch:
    """
    A supervisor and all below it, first started first.
    """
    process = supervisor.process
    children = [
        _child(child.id or "?", child.process)
        for child in reversed(supervisor.children())
    ]
    return Branch(
        process.name,
        process.pid,
        _doing(process),
        supervisor.restarts,
        supervisor.restarts_left,
        tuple(children),
    )


def _child(id: str, process: Process | None) -> Branch:
    if process is None:
        return Branch(id, None, "down")
    service = getattr(process.body, "service", None)
    if isinstance(service, Supervisor):
        return picture(service)
    return Branch(process.name, process.pid, _doing(process))


def _doing(process: Process) -> str:
    if process.exit is not None:
        return "down"
    return "running" if process.doom is None else "stopping"


def draw(branch: Branch, *, at_most: int = 20) -> str:
    """
    Lines of text, a process on each, indented by depth.

    :param at_most: of one supervisor's children; of more only the number is told.
    """
    return "\n".join(_lines(branch, 0, at_most))


def _lines(branch: Branch, depth: int, at_most: int) -> list[str]:
    words = [branch.name, str(branch.pid or "-"), branch.doing]
    if branch.restarts is not None:
        words.append(f"restarts {branch.restarts}, left {branch.left}")
    lines = [f"{'  ' * depth}{' '.join(words)}"]
    for child in branch.children[:at_most]:
        lines += _lines(child, depth + 1, at_most)
    if len(branch.children) > at_most:
        more = len(branch.children) - at_most
        lines.append(f"{'  ' * (depth + 1)}and {more} more")
    return lines
