"""Headers of the HCC tables, their models, and the tables of a release."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table

TEXT = ColumnType.TEXT

MAPPING_HEADER = ("DIAGNOSIS_CODE", "CC", "MODEL_NAME")
LABEL_HEADER = ("CC", "LABEL", "MODEL_DOMAIN", "MODEL_VERSION", "MODEL_FULLNAME")

MAPPING_NAME = r"dx_to_cc_(?P<year>20\d\d)\.csv$"
LABEL_NAME = r"labels_20\d\d\.csv$"

MODEL = r"(?:CMS-HCC(?: ESRD)?|RxHCC) Model V\d\d"
DOMAINS = {"CMS-HCC": "CMS-HCC Model", "ESRD": "CMS-HCC ESRD Model", "RxHCC": "RxHCC Model"}
"""The labels' domain -> how the mappings name the model; the version follows (`R08` and `V08` are the same)."""

MAPPINGS = Table("mappings", (("code", TEXT), ("model", TEXT), ("category", TEXT)), key=("code", "model", "category"))
"""The key begins with the code, so a look-up by code needs no index of its own."""

CATEGORIES = Table("categories", (("model", TEXT), ("category", TEXT), ("label", TEXT)), key=("model", "category"))
