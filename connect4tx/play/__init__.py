"""
Rooms, seats, the lobby, and the ports that others fill.
"""
