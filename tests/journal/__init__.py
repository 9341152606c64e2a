"""
Tests of the journals, all by one contract.
"""
