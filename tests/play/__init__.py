"""
Tests of the rooms and the lobby.
"""
