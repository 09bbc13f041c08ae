"""ICD-10-CM as NCHS and CMS publish it: code lists, tabular list, indexes, tables, history."""
