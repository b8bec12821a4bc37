"""Render blocks as HTML and as Markdown, and provide the table extension for MkDocs."""
