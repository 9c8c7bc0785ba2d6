"""Forms: a folder with a template and what its names mean; and data made ready for it."""
