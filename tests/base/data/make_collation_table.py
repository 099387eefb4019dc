"""Makes `collation_vi.txt`: texts in the order of ICU's Vietnamese collation (locale vi, CLDR tailoring).

Run once by hand where PyICU is installed: `python make_collation_table.py > collation_vi.txt`. Each line is a sign
and a text: "<" when the text sorts after the one above, "=" when ICU finds no difference at tertiary strength.
"""

import random
import sys
import unicodedata

import icu

ONSET_LIST = "b c d đ g h k l m n p r s t v x ch gh gi kh ng ngh nh ph qu th tr"
ONSETS = ["", *ONSET_LIST.split()]
RIME_LIST = (
    "a ac ai am an ang anh ao at au ay ăc ăm ăn ăng ăt âm ân âng ât âu ây e em en eo ê êm ên êu i ia iên iêm "
    "iêu im in inh oa oai oan oe oi om on ong ô ôc ôi ôn ông ơ ơi ơm ơn u ua uân ui ung uôc uông uy uyên uyêt "
    "ư ưa ưng ươc ương ưu "
)
RIMES = RIME_LIST.split()
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
OLD_STYLE = ("oa", "oe", "uy")
EXTRA = """Zürich|Müller|Niño|façade|H'Hen Niê|Y Moan Êban|K'Ho|Ma Văn Kháng (B)|Quý I|Quý II|Quý IV|Khóa XII|Khóa XVI
Ban Tổ chức|Ban Tổ chức - Nội vụ|Ban Tổ chức, Nội vụ|Ban Tổ chức/Nội vụ|Ban tổ chức|BAN TỔ CHỨC|Đoàn TNCS|Đoàn T.N.C.S
Xã 1|Xã 10|Xã 2|Xã A|Xã_A|Xã-A|Xã.A|Xã:A|Xã;A|Xã"A|Xã(A|Xã)A|Xã&A|Xã%A|Xã+A|Xã=A|Xã#A|Xã@A|Xã*A|Xã$A|Xã~A|Xã!A|Xã?A
Xã[A|Xã]A|Xã{A|Xã}A|Xã\\A|Xã`A|Xã^A|Xã<A|Xã>A|Xã'A|Xã/A|Xã,A|a|A|ă|Ă|â|Â|d|D|đ|Đ|z|Z|f|j|w|F|J|W"""


def syllable(rng: random.Random) -> str:
    rime = rng.choice(RIMES)
    vowels = [i for i, c in enumerate(rime) if unicodedata.normalize("NFD", c)[0] in "aeiouy"]
    place = vowels[0] if rime in OLD_STYLE or len(vowels) < 2 else vowels[1]
    toned = rime[: place + 1] + rng.choice(TONES) + rime[place + 1 :]
    return unicodedata.normalize("NFC", rng.choice(ONSETS) + toned)


def text(rng: random.Random) -> str:
    words = [syllable(rng) for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 4]))]
    shape = rng.random()
    if shape < 0.5:
        words = [w.capitalize() for w in words]
    elif shape < 0.6:
        words = [w.upper() for w in words]
    joiner = " " if rng.random() < 0.85 else rng.choice([" - ", "-", ", ", "/", ".", " 1 ", " 12 "])
    return joiner.join(words)


def main() -> None:
    rng = random.Random(1975)
    texts = {text(rng) for _ in range(3200)} | set(EXTRA.replace("\n", "|").split("|"))
    collator = icu.Collator.createInstance(icu.Locale("vi"))
    ordered = sorted(sorted(texts), key=collator.getSortKey)
    above = None
    sys.stdout.write(f"# ICU {icu.ICU_VERSION}, Unicode {icu.UNICODE_VERSION}, collation vi\n")
    for line in ordered:
        sign = "=" if above is not None and collator.compare(above, line) == 0 else "<"
        sys.stdout.write(f"{sign}{line}\n")
        above = line


main()
