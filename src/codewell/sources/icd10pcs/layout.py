"""Names of the ICD-10-PCS order file; its columns are those of the ICD-10-CM one."""

FILE_NAME = r"icd10pcs[-_]order[-_](?:april[-_])?20\d\d\.txt$"
