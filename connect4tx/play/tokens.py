"""
Resume tokens: what a player shows to have a seat back, over whatever connection.

A token such as ``K7Q2-M4TX`` is one of 31**8, a bit under 2**40.  The journal has only
what it hashes to, and wrong ones are counted by :mod:`connect4tx.play.guesses`.
"""

from __future__ import annotations

from hashlib import blake2b
from random import Random

# No two of them look or sound much alike.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8
_HALF = LENGTH // 2


def new_token(rng: Random) -> str:
    """
    A token as it is told, in two halves.

    :param rng: one that cannot be guessed, such as ``random.SystemRandom``.
    """
    number = rng.randrange(len(LETTERS) ** LENGTH)
    letters = []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return spelled("".join(letters))


def spelled(token: str) -> str:
    """
    A token as it is told, however it was typed.

    >>> spelled("k7q2m4tx")
    'K7Q2-M4TX'
    """
    letters = token.replace("-", "").upper()
    return f"{letters[:_HALF]}-{letters[_HALF:]}"


def key_of(token: str) -> str:
    """
    What a token hashes to; empty for a text that is no token.

    >>> key_of("K7Q2-M4TX") == key_of("k7q2m4tx")
    True
    >>> key_of("K7Q2-M4T0")
    ''
    """
    letters = token.replace("-", "").upper()
    # ASCII before it was made capitals: of some letters two capitals are made.
    is_token = token.isascii() and set(letters) <= set(LETTERS)
    if len(letters) != LENGTH or not is_token:
        return ""
    return blake2b(letters.encode("ascii"), digest_size=16).hexdigest()
