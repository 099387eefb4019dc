"""The import desk: upload, match columns, see what every row would do, write, get the file back with remarks."""
