"""An event as a file: everything in JSON, a workbook, a table, lists to hang up."""
