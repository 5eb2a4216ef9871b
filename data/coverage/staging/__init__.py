"""Stages the people of a list, hashed and in the order of the list; a long list is staged on the second core."""
