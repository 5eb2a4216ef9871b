"""What tests share: people, processes, servers, files."""
