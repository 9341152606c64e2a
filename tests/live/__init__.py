"""
Tests of the running server, by pytest only: real processes, sockets and clients.
"""
