"""Codewell on Apache Spark: the jobs of a batch over the rows of a DataFrame."""

from codewell.interfaces.spark.notes import code_lines, code_notes

__all__ = ["code_lines", "code_notes"]
