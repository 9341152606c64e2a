"""
Bytes on wires: the telnet codec, its Protocol, and the door.
"""
