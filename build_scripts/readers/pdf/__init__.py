"""Read PDF files, scans and pictures: convert painted pages into lines and grids."""
