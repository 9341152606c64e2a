"""
Tests of the conversation and its words.
"""
