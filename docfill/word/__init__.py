"""All that knows WordprocessingML; knows nothing of Excel."""
