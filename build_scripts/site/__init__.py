"""The site on the disk: its layout, its routes, writing, publishing, serving."""
