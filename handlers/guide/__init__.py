"""The guide through correcting population and welfare data."""
