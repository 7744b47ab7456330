"""What is measured on: documents, cursors in them, stretches to type."""
