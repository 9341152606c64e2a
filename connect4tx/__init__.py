"""
A Connect Four server for people with a telnet client, run as a Twisted service.
"""
