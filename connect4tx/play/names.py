"""
What players are called: each name once among those who are connected.
"""

from __future__ import annotations

import re
from random import Random

from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.supervision.monitors import Down, monitor
from connect4tx.supervision.process import Process

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{2,15}")
GUEST = "guest_"
_BOT = re.compile(r"bot[0-9]+")

# Names that would speak for somebody else, or for the server.
RESERVED = frozenset(
    """
    admin administrator all anonymous anybody banned bot bots computer connect4
    connect4tx draw error everybody everyone guest guests host moderator nobody none
    null official operator player players root server solver somebody someone spectator
    staff superuser support sysop system team unknown warning webmaster you
    """.split()  # noqa: SIM905 - a word list reads best as text
)

# Short enough for a number behind them: a name has at most 16 characters.
ANIMALS = """
    adder agama alpaca ant ape asp auk badger bat bear beaver bee beetle bison boar
    bobcat bream buffalo bustard buzzard camel carp cat chamois cheetah civet clam cobra
    cod colt condor coot coral corgi cow coyote crab crane cricket crow cuckoo curlew
    deer dingo dipper dodo dog dolphin donkey dormouse dove duck eagle eel egret eider
    eland elk emu ermine falcon fawn ferret finch flea fly fox frog gannet gecko gerbil
    gibbon giraffe gnat gnu goat goose gopher grouse gull hamster hare hawk hedgehog hen
    heron herring hippo hornet horse hyena ibex ibis iguana impala jackal jaguar jay
    kestrel kite kiwi koala koi kudu lamb lark lemming lemur leopard limpet linnet lion
    lizard llama lobster locust lynx macaw magpie mallard manatee mandrill mantis marmot
    marten martin meerkat merlin mink mole mongoose moorhen moose moth mouse mule mussel
    narwhal newt nuthatch ocelot octopus okapi opossum orca oriole oryx osprey ostrich
    otter owl ox oyster panda panther parrot penguin perch petrel pheasant pigeon pike
    piranha plover polecat pony porpoise prawn puffin puma python quail rabbit raccoon
    ram raven ray redstart reindeer rhino robin rook ruff salmon seal shark sheep shrew
    shrimp skate skink skunk skylark sloth snail snake snipe sparrow spider squid
    starling stoat stork sturgeon swallow swan swift tapir tarpon tarsier teal tench
    tern terrapin thrush tiger toad tortoise toucan trout tuna turbot turkey turtle
    viper vole vulture wallaby walrus warbler wasp weasel weevil whale wigeon wolf
    wombat worm wren yak zebra zebu
""".split()  # noqa: SIM905 - the same


def bot_name(level: int) -> str:
    """
    What a computer player of this level is called; nobody else is.
    """
    return f"bot{level}"


class Names:
    """
    Who is called what, by name in small letters; a name is free again when the process
    that took it has ended.
    """

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._owners: dict[str, Process] = {}
        self._folded: dict[Process, str] = {}

    def __len__(self) -> int:
        return len(self._owners)

    def owner(self, name: str) -> Process | None:
        """
        Who has this name, in whatever case.
        """
        return self._owners.get(name.lower())

    def take(self, name: str, process: Process) -> Rejected | None:
        """
        Give a name to a process, in exchange for the one that it has.

        :param name: 3 to 16 of ``A-Z a-z 0-9 _ -``, the first a letter; any other is
            refused, and so are those that are reserved or taken.
        """
        if not _NAME.fullmatch(name):
            return rejected(Reason.BAD_NAME, value=name)
        folded = name.lower()
        is_kept = folded.startswith(GUEST) or _BOT.fullmatch(folded)
        if folded in RESERVED or is_kept:
            return rejected(Reason.NAME_RESERVED, value=name)
        if self._owners.get(folded, process) is not process:
            return rejected(Reason.NAME_IN_USE, value=name)
        self._give(folded, process)
        return None

    def take_guest(self, process: Process) -> str:
        """
        Give a guest's name to a process.
        """
        animal = name = GUEST + self._rng.choice(ANIMALS)
        number = 1
        while name in self._owners:
            number += 1
            name = f"{animal}{number}"
        self._give(name, process)
        return name

    def inherit(self, name: str, process: Process, heir: Process) -> bool:
        """
        Give a name that was somebody's to the same person's new connection; whether it
        is free, or the old connection's.

        :param process: the old connection, perhaps ended long ago.
        """
        if not self.could_inherit(name, process, heir):
            return False
        folded = name.lower()
        if self._owners.get(folded) is process:
            del self._folded[process]
            del self._owners[folded]
        self._give(folded, heir)
        return True

    def could_inherit(self, name: str, process: Process, heir: Process) -> bool:
        """
        Whether :meth:`inherit` would give the name at this moment.
        """
        return self._owners.get(name.lower()) in {None, process, heir}

    def _give(self, folded: str, process: Process) -> None:
        old = self._folded.get(process)
        if old is None:
            monitor(process, self._ended)
        else:
            del self._owners[old]
        self._owners[folded] = process
        self._folded[process] = folded

    def _ended(self, down: Down) -> None:
        name = self._folded.pop(down.process, None)
        if name is not None:
            del self._owners[name]
