"""
Bytes on wires, without any wire.
"""
