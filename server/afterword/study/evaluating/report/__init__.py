"""Results for people and programs: tables, charts, a page, JSON."""
