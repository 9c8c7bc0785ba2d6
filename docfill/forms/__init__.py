"""Forms: a folder with a template and what its names mean; data made ready for it, and their figures checked."""
