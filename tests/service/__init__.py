"""
The service as the operator starts it, on reactors in memory.
"""
