"""
Telnet without I/O: bytes in; lines, events and answers out.

``codec`` is what a connection uses, ``events`` all that it may get.  No input raises,
nothing grows without bound, and how bytes are cut into packets makes no difference.
"""
