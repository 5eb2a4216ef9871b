"""What `sigap doctor` looks at."""
