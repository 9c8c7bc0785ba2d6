"""All that knows files of pictures; nothing of Word."""
