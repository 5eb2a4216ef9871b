"""The guide through correcting population and welfare data: `guide_steps` has its steps, `guide` shows them."""
