"""English words in one of their spellings, so that British and American texts find each other.

The American one, as most of its words are shorter. What it makes of a word that has only one
spelling ("exercize") doesn't matter, as every text and question gets the same.
"""

from __future__ import annotations

import regex

_VERB = regex.compile(r"(?P<root>[a-z]{3,})is(?P<end>e|es|ed|ing|er|ers|ation|ations|able)")
_OUR = regex.compile(
    r"(?P<root>arb|arm|behavi|cand|clam|col|demean|discol|dishon|endeav|fav|ferv|flav|glam|harb|hon"
    r"|hum|lab|misbehavi|misdemean|neighb|od|parl|ranc|rig|rum|sav|splend|succ|tum|val|vap|vig)our"
    r"(?P<end>.*)"
)
_DOUBLED = regex.compile(
    r"(?P<root>(?:re|un|mis)?(?:cancel|channel|counsel|dial|equal|fuel|initial|jewel|label|level"
    r"|marshal|marvel|model|panel|quarrel|rival|signal|total|travel|tunnel))l"
    r"(?P<end>ed|ing|er|ers|or|ors|ation|ations)"
)
_LOOSENING = regex.compile(r"(?P<root>anal|catal|dial|electrol|hydrol|paral)ys(?P<end>e|ed|ing|er)")
_PAIRS = """
    centre center, centred centered, centring centering, metre meter, theatre theater,
    fibre fiber, litre liter, calibre caliber, sabre saber, spectre specter, lustre luster,
    meagre meager, sombre somber, ochre ocher, manoeuvre maneuver, licence license,
    defence defense, offence offense, pretence pretense, practise practice,
    catalogue catalog, dialogue dialog, analogue analog, monologue monolog, prologue prolog,
    programme program, grey gray, tyre tire, aluminium aluminum, ageing aging,
    judgement judgment, acknowledgement acknowledgment, mould mold, moult molt, plough plow,
    sceptic skeptic, sceptical skeptical, scepticism skepticism, enrol enroll,
    enrolment enrollment, fulfil fulfill, fulfilment fulfillment, instalment installment,
    skilful skillful, wilful willful, pyjamas pajamas, sulphur sulfur, sulphate sulfate,
    sulphide sulfide, kerb curb, cosy cozy, draught draft, storey story, whisky whiskey,
    artefact artifact, diarrhoea diarrhea, oesophagus esophagus, oedema edema,
    oestrogen estrogen, foetus fetus, foetal fetal, anaemia anemia, anaemic anemic,
    leukaemia leukemia, ischaemia ischemia, ischaemic ischemic, haemoglobin hemoglobin,
    haemorrhage hemorrhage, haemorrhagic hemorrhagic, haematology hematology,
    haematological hematological, haemophilia hemophilia, septicaemia septicemia,
    viraemia viremia, bacteraemia bacteremia, hypoxaemia hypoxemia, caesarean cesarean,
    paediatric pediatric, paediatrics pediatrics, paediatrician pediatrician,
    orthopaedic orthopedic, orthopaedics orthopedics, gynaecology gynecology,
    gynaecological gynecological, anaesthesia anesthesia, anaesthetic anesthetic,
    anaesthetist anesthetist, encyclopaedia encyclopedia, mediaeval medieval,
    archaeology archeology, archaeological archeological, palaeontology paleontology,
    aetiology etiology, faeces feces, faecal fecal, aeroplane airplane,
    jewellery jewelry
"""
_WORDS = dict(pair.split() for pair in _PAIRS.split(","))

_CHANGES = ((_OUR, "or"), (_DOUBLED, ""), (_LOOSENING, "yz"), (_VERB, "iz"))


def american(word: str) -> str:
    """An English word in lower case as an American writes it, and any other word as it is."""
    if len(word) < 4 or not word.isascii():
        return word
    if word in _WORDS:
        return _WORDS[word]
    if word[-1] == "s" and word[:-1] in _WORDS:
        return f"{_WORDS[word[:-1]]}s"
    for pattern, sign in _CHANGES:
        if found := pattern.fullmatch(word):
            return f"{found['root']}{sign}{found['end']}"
    return word
