"""Cases that failed once, each beside a clean twin that must go on working."""
