"""The same documents written otherwise: in capitals, without any, with names that no list holds or of one origin."""

from __future__ import annotations

import random
import re
from typing import Any

ORIGINS = {
    "african": "Adebayo Chukwu Okafor Mbeki Tshabalala Nkosi Abebe Kipchoge Wanjiru "
    "Diallo Sesay Amadou Folasade Chinwe Ngozi Oluwaseun Kwame Ayodele",
    "arabic": "Abdulrahman Khalil Haddad Alsayed Mansour Youssef Bouazizi Fatimah "
    "Zaynab Ibrahimovic Nasrallah Qureshi Tariq Samira Alharbi",
    "chinese": "Zhang Xiaoming Huang Zhao Ouyang Xu Qiu Zhou Guo Liang Weiwei Jianhong Feng Tsai Hsieh Xiuying",
    "east-european": "Kowalczyk Wojciechowski Dvořák Szczepański Nowakowska Ivanova Petrović "
    "Horvat Zsófia Bogdan Grzegorz Ljubica Kaczmarek",
    "hispanic": "Guadalupe Ximena Echeverría Villanueva Zúñiga Iñárritu Huerta "
    "Quiroga Yesenia Marisol Arredondo Benavides Cienfuegos",
    "indian": "Venkataraman Subramanian Krishnamurthy Lakshmi Chakraborty Bhattacharya "
    "Mukherjee Priyanka Rajagopalan Iyer Deshpande Gopalakrishnan",
    "vietnamese": "Nguyen Thuy Phuong Huynh Quoc Tran Duc Trinh Vuong Khanh Hoang Bui Ngoc Linh",
    "english": "Whitfield Hathaway Ellsworth Pemberton Ashworth Theodore Millicent "
    "Harriet Clifton Bradshaw Rosalind Winslet Thornton",
}
SYLLABLES = "ba ke lo mi nu ra se ti vo za dri fle gro plu sta tre wun yas cor del fin gar hol jen mor".split()  # noqa: SIM905
LETTERS = re.compile(r"[^\W\d_]+")


def recast(document: dict[str, Any], how: str) -> dict[str, Any]:
    """Return the document written otherwise, with its spans where they then lie.

    Args:
        document: a gold document.
        how: "upper", "lower", "unlisted" or "names-ORIGIN".
    """
    if how in ("upper", "lower"):
        text = "".join(changed if len(changed := getattr(letter, how)()) == 1 else letter for letter in document["text"])
        return {**document, "text": text}
    chosen = random.Random(document["id"])
    words: dict[str, str] = {}
    pieces: list[str] = []
    spans: list[dict[str, Any]] = []
    done = shift = 0
    ignore = [dict(span) for span in document.get("ignore", ())]
    negatives = [dict(span) for span in document.get("negatives", ())]
    for span in sorted(document["spans"], key=lambda one: one["start"]):
        value = document["text"][span["start"] : span["end"]]
        new = _renamed(value, words, chosen, how) if span["type"] == "NAME" else value
        pieces += [document["text"][done : span["start"]], new]
        spans.append({**span, "start": span["start"] + shift, "end": span["start"] + shift + len(new)})
        grown = len(new) - len(value)
        for other in (*ignore, *negatives):
            if other["start"] - other.get("moved", 0) >= span["end"]:
                other["start"], other["end"], other["moved"] = (
                    other["start"] + grown,
                    other["end"] + grown,
                    other.get("moved", 0) + grown,
                )
        shift, done = shift + grown, span["end"]
    text = "".join(pieces) + document["text"][done:]
    return {**document, "text": text, "spans": spans, "ignore": ignore, "negatives": negatives}


def _renamed(value: str, words: dict[str, str], chosen: random.Random, how: str) -> str:
    def one(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) == 1:
            return word
        if word.lower() not in words:
            words[word.lower()] = _name(chosen, how)
        new = words[word.lower()]
        return new.upper() if word.isupper() else new.lower() if word.islower() else new

    return LETTERS.sub(one, value)


def _name(chosen: random.Random, how: str) -> str:
    if how == "unlisted":
        return "".join(chosen.choice(SYLLABLES) for _ in range(chosen.choice((2, 3, 3)))).capitalize()
    return chosen.choice(ORIGINS[how.removeprefix("names-")].split())
