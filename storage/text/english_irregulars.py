"""English words whose forms no stemmer brings together, each form with the word that it is of.

Some forms are a word of their own as well: who found a firm founded it. Those keep their own term
beside the other.
"""

from __future__ import annotations

_VERBS = """
    arise arose arisen, awake awoke awoken, become became, begin began begun, bend bent,
    bite bitten, bleed bled, blow blew blown, break broke broken, breed bred, bring brought,
    build built, burn burnt, buy bought, catch caught, choose chose chosen, cling clung,
    come came, creep crept, deal dealt, dig dug, draw drew drawn, dream dreamt, drink drank drunk,
    drive drove driven, dwell dwelt, eat ate eaten, fall fallen, fight fought, flee fled,
    fly flew flown, forbid forbade forbidden, foresee foresaw foreseen, forget forgot forgotten,
    forgive forgave forgiven, freeze froze frozen, get got gotten, give gave given,
    go went gone, grow grew grown, hang hung, hear heard, hide hid hidden, hold held,
    keep kept, kneel knelt, know knew known, lead led, learn learnt, leap leapt, lend lent,
    lose lost, make made, mean meant, meet met, overcome overcame, pay paid, prove proven,
    repay repaid, ride rode ridden, ring rang rung, run ran, say said, see seen, seek sought,
    sell sold, resell resold, send sent, sew sewn, shake shook shaken, shine shone,
    show shown, shrink shrank shrunk, sing sang sung, sink sank sunk, sit sat, sleep slept,
    slide slid, smell smelt, speak spoke spoken, spend spent, spill spilt, spin spun, spoil spoilt,
    spring sprang sprung, stand stood, steal stole stolen, stick stuck, sting stung,
    strike struck stricken, swear swore sworn, sweep swept, swell swollen, swim swam swum,
    swing swung, take took taken, teach taught, tear tore torn, tell told, think thought,
    throw threw thrown, undergo underwent undergone, understand understood, undertake undertook
    undertaken, wake woke woken, wear wore worn, weave wove woven, weep wept, win won,
    withdraw withdrew withdrawn, withhold withheld, withstand withstood, write wrote written,
    rewrite rewrote rewritten, rebuild rebuilt, underlie underlay underlain, overtake overtook
    overtaken, mistake mistook mistaken, oversee oversaw overseen, rise risen, bear borne
"""
_NOUNS = """
    people person persons, penny pence,
    child children, grandchild grandchildren, man men, woman women, foot feet, tooth teeth,
    goose geese, mouse mice, louse lice, ox oxen, knife knives, wife wives,
    loaf loaves, shelf shelves, half halves, wolf wolves, calf calves, thief thieves,
    scarf scarves, hoof hooves, analysis analyses, crisis crises, axis axes,
    diagnosis diagnoses, prognosis prognoses, hypothesis hypotheses, thesis theses,
    synthesis syntheses, parenthesis parentheses, oasis oases,
    metastasis metastases, neurosis neuroses, psychosis psychoses, stenosis stenoses,
    thrombosis thromboses, testis testes, criterion criteria,
    phenomenon phenomena, automaton automata, ganglion ganglia, bacterium bacteria,
    curriculum curricula, memorandum memoranda, symposium symposia, stratum strata,
    spectrum spectra, ovum ova, erratum errata, millennium millennia, stimulus stimuli,
    nucleus nuclei, radius radii, fungus fungi, alumnus alumni, bacillus bacilli, locus loci,
    cactus cacti, focus foci, syllabus syllabi, corpus corpora, genus genera, index indices,
    appendix appendices, matrix matrices, vertex vertices, vortex vortices, cortex cortices,
    larva larvae, alga algae, antenna antennae, vertebra vertebrae, formula formulae,
    nebula nebulae, schema schemata, stigma stigmata, serum sera
"""
_OF_TWO_WORDS = """
    basis bases, bear bore, bind bound, fall fell, feed fed, feel felt, find found, grind ground,
    leaf leaves, leave left, lie lay, life lives, light lit, rise rose, see saw, shoot shot,
    wind wound
"""
_COMPOUNDS = "chair police sales business states crafts fire congress spokes clergy noble gentle"


def _forms(lines: str) -> dict[str, str]:
    forms: dict[str, str] = {}
    for line in lines.split(","):
        word, *others = line.split()
        forms |= dict.fromkeys(others, word)
    return forms


IRREGULAR_FORMS = _forms(f"{_VERBS},{_NOUNS}") | {
    f"{before}{men}": f"{before}{man}"
    for before in _COMPOUNDS.split()
    for man, men in (("man", "men"), ("woman", "women"))
}
"""Each form in lower case, and the word that it is of: bought is buy, criteria criterion."""

FORMS_OF_TWO_WORDS = _forms(_OF_TWO_WORDS)
"""Each form that is another word too, and the word that it may be of: found may be find."""
