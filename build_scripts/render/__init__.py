"""Blocks to HTML and to Markdown, and the table extension that MkDocs uses."""
