"""
Computer players: how far ahead they look, and the processes in which they do.
"""
