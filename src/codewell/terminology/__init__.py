"""Code systems, value sets and concept maps as FHIR's terminology module means them: looked up, validated, expanded, translated.

It knows no HTTP and opens no release: a code system is a Protocol, filled by `tasks` from the releases, or from a FHIR resource's
own concepts.
"""
