"""DICOM: the text of a data set's elements and of structured reports, and the object without what must not leave."""

from codewell.documents.dicom.document import read, read_dicom

__all__ = ["read", "read_dicom"]
