"""
The journal on a disk that fails, and on one whose power is cut.
"""
