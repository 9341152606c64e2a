"""
Players that are programs: what they send and get are objects, one on a line.
"""

from __future__ import annotations

import json
from typing import Any

from tests.support.talk import TalkCase, Talker

Object = dict[str, Any]


def objects(said: str) -> list[Object]:
    """
    The objects of what was said; anything but one on each line, in ASCII, is an error.
    """
    if not said.isascii() or not said.endswith("\n" if said else ""):
        raise AssertionError(f"no lines in ASCII: {said!r}")
    found = [json.loads(line, parse_constant=_refuse) for line in said.split("\n")[:-1]]
    for value in found:
        if not isinstance(value, dict):
            raise AssertionError(f"not an object: {value!r}")
    return found


def _refuse(constant: str) -> None:
    """
    Refuse NaN and infinities, which Python writes and JSON does not have.
    """
    raise AssertionError(f"not JSON: {constant}")


def kinds(lines: list[Object]) -> list[str]:
    """
    What each of these objects is: an event, or an answer.
    """
    return [line.get("event") or ("ok" if "ok" in line else "error") for line in lines]


class Program:
    """
    A talker in JSON mode.
    """

    def __init__(self, talker: Talker) -> None:
        self.talker = talker
        talker.place.json = True

    def news(self) -> list[Object]:
        """
        What was said since one last looked.
        """
        return objects(self.talker.news())

    def line(self, line: str) -> list[Object]:
        """
        Send a line as it is; all that comes of it.
        """
        return objects(self.talker.says(line))

    def does(self, cmd: str, **fields: object) -> list[Object]:
        """
        Send a command; all that comes of it.
        """
        return self.line(json.dumps({"cmd": cmd, **fields}))

    def asks(self, cmd: str, **fields: object) -> Object:
        """
        Send a command of which only its answer comes.
        """
        (answer,) = self.does(cmd, **fields)
        return answer


class ProgramCase(TalkCase):
    """
    Has players that are programs.
    """

    def program(self, name: str = "ann") -> Program:
        return Program(self.talker(name))

    def programs(self, players: int = 2, *, playing: bool = False) -> list[Program]:
        """
        The players of one room, by seat, who have read everything.
        """
        return [Program(each) for each in self.talkers(players, playing=playing)]
