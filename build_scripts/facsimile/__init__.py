"""Pictures of originals beside the parsed content; quotations of rows without a picture."""
