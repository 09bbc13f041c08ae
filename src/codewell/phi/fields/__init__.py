"""What becomes of the fields of structured documents: tables as data, one a format; what no table names is dropped."""
