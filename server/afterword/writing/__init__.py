"""The use case: text around the cursor in, a suggestion or a continuation out. No LSP, no torch."""
