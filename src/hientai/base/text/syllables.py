"""Which words can be Vietnamese: the yardstick for guessing an encoding."""

from __future__ import annotations

import re
from functools import lru_cache

from hientai.base.text.letters import ACUTE, DOT, split_tone

_ONSET = re.compile(r"ngh|ng|nh|ch|gh|gi(?=[aăâeêoôơuư])|kh|ph|qu(?=[aăâeêiơy])|th|tr|[bcdđghklmnpqrstvx]")
_RIME_LIST = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh
    uyp uyt uyu ư ưa ưc ưi ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu yt
"""
_RIMES = frozenset(_RIME_LIST.split())


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Whether a word obeys Vietnamese spelling: onset, rime, at most one tone, and the tones a stop allows.

    Case must be that of a word: lower, Capitalised or UPPER.
    """
    if not (word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())):
        return False
    letters, tones = [], []
    for char in word.lower():
        letter, tone = split_tone(char)
        letters.append(letter)
        if tone:
            tones.append(tone)
    plain = "".join(letters)
    if len(tones) > 1:
        return False
    onset = _ONSET.match(plain)
    rime = plain[onset.end() :] if onset else plain
    if rime not in _RIMES:
        return False
    stopped = rime.endswith(("c", "ch", "p", "t"))
    return not stopped or (bool(tones) and tones[0] in (ACUTE, DOT))
