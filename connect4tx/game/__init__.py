"""
The rules of the game, pure: they import the standard library only.
"""
