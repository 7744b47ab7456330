"""The brief in the editor: diagnostics, completion of its keys, and the project's files."""
