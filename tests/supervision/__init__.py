"""
The tests of supervision, and the replay of what OTP did.
"""
