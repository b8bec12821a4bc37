"""Read worksheets (XLSX, XLS, CSV) as displayed."""
