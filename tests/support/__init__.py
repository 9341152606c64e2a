"""
Fakes and parsers that tests share.
"""
