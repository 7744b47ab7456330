"""The results of an evaluation: tables, charts, an HTML page, JSON files."""
