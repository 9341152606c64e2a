"""
The stores behind the journal port.
"""
