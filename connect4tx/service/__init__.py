"""
Options, settings, the supervision tree: where everything meets the reactor.
"""
