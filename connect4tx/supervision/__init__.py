"""
OTP's way of letting things crash, on Twisted's own parts.

Import from the module that defines: :mod:`connect4tx.supervision.process` has the
handle, :mod:`connect4tx.supervision.supervisor` and
:mod:`connect4tx.supervision.tasks` the two supervisors,
:mod:`connect4tx.supervision.monitors` and :mod:`connect4tx.supervision.links` the
two ways of learning of an end.  Nothing here knows of games.
"""
