"""From a note to ICD-10-CM assignments with evidence: sections, mentions, assertions, candidates, assignments."""
