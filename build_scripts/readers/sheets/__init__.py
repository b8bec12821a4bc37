"""Worksheets: XLSX, XLS and CSV, as their cells are shown."""
