"""
The tests; all but ``tests.live`` run under trial and under pytest.
"""
