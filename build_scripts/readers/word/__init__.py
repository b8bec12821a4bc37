"""Read word processor files: DOCX, RTF, and formats converted by LibreOffice."""
