"""
What makes ``twistd connect4`` known to Twisted.

Only strings: importing anything of connect4tx here could install a reactor before
``twistd --reactor`` has chosen one.
"""

from twisted.application.service import ServiceMaker

connect4 = ServiceMaker(
    name="connect4",
    module="connect4tx.service.plugin",
    description="A Connect Four server for telnet clients.",
    tapname="connect4",
)
