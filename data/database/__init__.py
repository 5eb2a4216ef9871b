"""The live database: one SQLite file, its locks and migrations, and the logs outside it. Begin with `sqlite`."""
