"""Policies of the user's own: what is wrong is named with what may stand there."""

from __future__ import annotations

import pytest

from codewell.kernel.errors import ConfigurationError
from codewell.kernel.text import ClinicalText
from codewell.phi.phi_types import PhiType
from codewell.phi.policy import Replacement, Scope, policy_named, read_policy
from codewell.phi.redaction import redact
from codewell.phi.replacing.zip_codes import generalised_zip, small_zip_areas


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("replacement = 'burn'", "one of tag, mask, blank, surrogate, generalise, keep"),
        ("", "Begin with replacement"),
        ("=", "not TOML"),
        ("replacement = 'tag'\ntype = 1", "Did you mean 'types'?"),
        ("replacement = 'tag'\n[types]\nNAMES = 'tag'", "Did you mean 'NAME'?"),
        ("replacement = 'tag'\n[places]\ncity = 'keep'", "street, town, county, zip, facility"),
        ("replacement = 'tag'\n[surrogates]\nscope = 'patients'", "Did you mean 'patient'?"),
        ("replacement = 'tag'\n[surrogates]\nkeep_gender = 'yes'", "true or false"),
        ("replacement = 'tag'\ntypes = 3", "no table"),
        ("replacement = 'tag'\ncites = 3", "no text"),
    ],
)
def test_what_is_wrong_is_named(text, told):
    with pytest.raises(ConfigurationError) as refused:
        read_policy(text, "mine")
    assert told in str(refused.value)
    assert "'mine'" in str(refused.value)


def test_a_policy_of_ones_own():
    policy = read_policy(
        "replacement = 'tag'\n[types]\nDATE = 'keep'\n[places]\ntown = 'keep'"
        "\n[surrogates]\nscope = 'corpus'\nkeep_weekday = true",
        "mine",
    )
    assert policy.of(PhiType.DATE) is Replacement.KEEP
    assert (policy.surrogates.scope, policy.surrogates.keep_weekday) == (Scope.CORPUS, True)
    assert policy.keeps == ("DATE", "town")


NOTE = "Mr. Zbigniewski of 1420 Oak Ave, Fresno, CA 93726 came to St. Mary's Hospital on 3/4/2021, aged 94. MRN 7508165."


def test_a_limited_data_set_keeps_town_zip_dates_and_ages_and_nothing_direct():
    text = redact(ClinicalText(NOTE), policy_named("limited-data-set")).text
    assert "[LOCATION], Fresno, CA 93726 came to [LOCATION] on 3/4/2021, aged 94. MRN [MRN]." in text
    assert "Zbigniewski" not in text


def test_safe_harbor_keeps_the_year_three_digits_and_90():
    assert redact(ClinicalText(NOTE), policy_named("safe-harbor")).text == (
        "Mr. [NAME] of [LOCATION], [LOCATION], CA 937 came to [LOCATION] on 2021, aged 90+. MRN [MRN]."
    )


@pytest.mark.parametrize("policy", ["safe-harbor", "limited-data-set"])
def test_redacting_twice_changes_nothing_more(policy):
    once = redact(ClinicalText(NOTE), policy_named(policy)).text
    assert redact(ClinicalText(once), policy_named(policy)).text == once


def test_the_seventeen_small_areas_of_the_guidance():
    published = "036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893"
    assert sorted(small_zip_areas()) == published.split()
    assert (generalised_zip("03601"), generalised_zip("93726-1234")) == ("000", "937")
