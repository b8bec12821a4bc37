"""Write, publish and serve the site on the disk: layout, routes, files, atomic swap."""
