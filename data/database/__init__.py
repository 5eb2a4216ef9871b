"""The live database: one SQLite file, what protects it, and what is noted outside it."""
