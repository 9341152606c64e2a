"""
Tests of computer players.
"""
