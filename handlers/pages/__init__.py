"""The pages that residents can read; `info` lists most of them."""
