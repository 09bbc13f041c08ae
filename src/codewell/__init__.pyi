from codewell.interfaces.python import redact as redact
from codewell.interfaces.python_answers import ask as ask
from codewell.interfaces.python_answers import check_claim as check_claim
from codewell.interfaces.python_answers import check_claims as check_claims
from codewell.interfaces.python_answers import check_claims_file as check_claims_file
from codewell.interfaces.python_answers import guideline as guideline
from codewell.interfaces.python_answers import guidelines as guidelines
from codewell.interfaces.python_codes import compare as compare
from codewell.interfaces.python_codes import crosswalk as crosswalk
from codewell.interfaces.python_codes import history as history
from codewell.interfaces.python_codes import look_up as look_up
from codewell.interfaces.python_codes import search_codes as search_codes
from codewell.interfaces.python_notes import code_note as code_note
from codewell.interfaces.python_radonc import code_rt_episode as code_rt_episode
from codewell.interfaces.python_releases import build as build
from codewell.interfaces.python_releases import import_release as import_release
from codewell.interfaces.python_releases import list_releases as list_releases
from codewell.interfaces.python_rules import fee_history as fee_history
from codewell.interfaces.python_rules import mue as mue
from codewell.interfaces.python_rules import price as price
from codewell.interfaces.python_rules import ptp as ptp

__version__: str
