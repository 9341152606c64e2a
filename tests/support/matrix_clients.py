"""
The clients that people come with, and what each makes of keys and letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.matrix_keys import (
    Asks,
    Drops,
    Ends,
    Ignored,
    Key,
    Menu,
    Mutes,
    Stops,
    Way,
)

HOST = "127.0.0.1"
SERVER_KEYS: Mapping[Key, Way] = {
    Key.C: Drops(),
    Key.Z: Ignored(),
    Key.BACKSLASH: Ignored(),
    Key.D: Asks(),
}
TELNET_KEYS: Mapping[Key, Way] = {**SERVER_KEYS, Key.C: Drops(pushed=True)}
# What a program has that lets the terminal make signals of keys.
TERMINAL_KEYS: Mapping[Key, Way] = {
    Key.C: Ends(),
    Key.Z: Stops(),
    Key.BACKSLASH: Ends(),
    Key.D: Ends(),
}
UNHEARD = Ignored(cell="the client's own: ignored; plays on")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientProgram:
    """
    A program with which people play.

    :ivar package: Debian's name for what has it, or PyPI's where so marked.
    :ivar command: what one types in a shell; the server's port goes in.
    :ivar banner: patterns of the lines that are the client's own.
    :ivar nudged: whether it shows what it was sent only after the next Enter.
    :ivar acute: what stands on the screen for an é that was typed and sent back.
    :ivar hides: whether it hides what is typed when the server asks that.
    :ivar notes: what else there is to be known about it.
    """

    name: str
    package: str
    program: str
    command: str
    banner: tuple[str, ...] = ()
    nudged: bool = False
    acute: str = "é"
    hides: bool = True
    keys: Mapping[Key, Way] = field(default_factory=lambda: SERVER_KEYS)
    notes: str = ""

    @property
    def label(self) -> str:
        """
        Its name without blanks, for the test's name.
        """
        return self.name.replace(" ", "-")


TELNET_BANNER = (
    r"Trying 127\.0\.0\.1\.\.\.",
    r"Connected to 127\.0\.0\.1\.",
    r"Escape character is '\^]'\.",
)

CLIENTS = (
    ClientProgram(
        name="inetutils telnet",
        package="inetutils-telnet",
        program="inetutils-telnet",
        command=f"inetutils-telnet {HOST} {{port}}",
        banner=TELNET_BANNER,
        keys=TELNET_KEYS,
    ),
    ClientProgram(
        name="netkit telnet",
        package="telnet-ssl",
        program="telnet-ssl",
        command=f"telnet-ssl {HOST} {{port}}",
        banner=TELNET_BANNER,
        keys=TELNET_KEYS,
    ),
    ClientProgram(
        name="busybox telnet",
        package="busybox",
        program="busybox",
        command=f"busybox telnet {HOST} {{port}}",
        banner=(r"Connected to 127\.0\.0\.1",),
        keys={
            **TERMINAL_KEYS,
            Key.C: Menu(
                shows="Console escape. Commands are:",
                answer="Enter",
                cell="the client's own: its menu; Enter, plays on",
            ),
        },
        notes="says so each time it is switched between its modes, as for hidden input",
    ),
    ClientProgram(
        name="plink",
        package="putty-tools",
        program="plink",
        command=f"plink -telnet -P {{port}} {HOST}",
        keys={
            **TERMINAL_KEYS,
            Key.D: Mutes(
                asked=True,
                cell="asks whether to quit; the client's own: sends nothing more",
            ),
        },
    ),
    ClientProgram(
        name="tintin++",
        package="tintin++",
        program="tt++",
        command=f"tt++ -G -e '#session c4 {HOST} {{port}}'",
        banner=("#.*",),
        keys={
            Key.C: Drops(cell="the client's own: drops what was typed; plays on"),
            Key.Z: Stops(back="#RETURNING BACK"),
            Key.BACKSLASH: Menu(
                shows=r"\\c\\$",
                answer="C-c",
                cell="the client's own: a word in the line; Ctrl-C, plays on",
            ),
            Key.D: Ends(
                cell="the client's own: ends the session", shows="#SESSION 'c4' DIED"
            ),
        },
    ),
    ClientProgram(
        name="TinyFugue",
        package="tf",
        # There is another one, tf5, that may have the short name.
        program="/usr/games/tf",
        command=f"/usr/games/tf {HOST} {{port}}",
        banner=(
            r"%.*",
            r"You should explicitly set the type .*",
            r"---- World .*",
            r"_+\(unnamed1\)_+\S+",
            r"TinyFugue version .*",
            r"Copyright .*",
            r"Type `.*",
            r"Regexp package is .*",
        ),
        acute="",
        keys={
            Key.C: Menu(
                shows=r"C\) continue tf",
                answer="c",
                cell="the client's own: its menu; c, plays on",
            ),
            Key.Z: Stops(back="% Resuming"),
            Key.BACKSLASH: Menu(
                shows="SIGQUIT received",
                answer="n",
                cell="the client's own: asks; n, plays on",
            ),
            Key.D: UNHEARD,
        },
    ),
    ClientProgram(
        name="telnetlib3",
        package="telnetlib3 (PyPI)",
        program="telnetlib3-client",
        command=f"telnetlib3-client {HOST} {{port}}",
        banner=TELNET_BANNER[-1:],
    ),
    ClientProgram(
        name="curl",
        package="curl",
        program="curl",
        command=f"curl -N telnet://{HOST}:{{port}}",
        nudged=True,
        hides=False,
        keys={**TERMINAL_KEYS, Key.D: UNHEARD},
        notes="shows what came only after the next Enter, prompts too only with `-N`",
    ),
    ClientProgram(
        name="nc",
        package="netcat-openbsd",
        program="nc.openbsd",
        command=f"nc.openbsd {HOST} {{port}}",
        hides=False,
        keys={
            **TERMINAL_KEYS,
            Key.D: Mutes(
                asked=False, cell="the client's own: sends nothing more, still shows"
            ),
        },
    ),
    ClientProgram(
        name="socat",
        package="socat",
        program="socat",
        command=f"socat - TCP:{HOST}:{{port}}",
        hides=False,
        keys=TERMINAL_KEYS,
    ),
)
