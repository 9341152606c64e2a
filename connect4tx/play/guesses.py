"""
How often somebody may be wrong.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from twisted.internet.interfaces import IReactorTime

# Of wrong tokens from one address: so many at once, and then one more each time.
AT_ONCE = 5
SECONDS_EACH = 10.0
# Addresses kept; beyond that, those who have all their guesses back are forgotten.
_KEPT = 1000


def address_of(host: str) -> str:
    """
    What stands for all that one peer can easily come from: of IPv6, its network.

    >>> address_of("10.0.0.1"), address_of("2001:db8:1:2:3::4"), address_of("local")
    ('10.0.0.1', '2001:db8:1:2::/64', 'local')
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), 64), strict=False))


class Guesses:
    """
    A bucket for each address, from which each wrong guess takes one.
    """

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        # When the bucket of an address is full again.
        self._full_at: dict[str, float] = {}

    def wait(self, address: str) -> int:
        """
        The seconds until this address may guess again; 0 for now.
        """
        missing = self._full_at.get(address, 0.0) - self._clock.seconds()
        return max(0, ceil(missing - (AT_ONCE - 1) * SECONDS_EACH))

    def wrong(self, address: str) -> None:
        """
        A guess from this address was wrong.
        """
        now = self._clock.seconds()
        if len(self._full_at) >= _KEPT:
            self._full_at = {
                host: full for host, full in self._full_at.items() if full > now
            }
        self._full_at[address] = max(self._full_at.get(address, now), now)
        self._full_at[address] += SECONDS_EACH

    def right(self, address: str) -> None:
        """
        What was counted as wrong before it was known was no guess at all.
        """
        if address in self._full_at:
            self._full_at[address] -= SECONDS_EACH
