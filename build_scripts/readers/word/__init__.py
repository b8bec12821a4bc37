"""Word processors: DOCX, RTF, and what LibreOffice converts."""
