"""
The conversation without I/O: a line becomes a command, an event becomes text.
"""
