"""All that knows SpreadsheetML: a workbook in, `Data` out."""
