"""English compounds that are written as two words as often as one: log in, web site, real time.

A list, since any two words side by side as one word were measured and made questions find worse:
"influenza virus" asked for the few passages that have "influenzavirus".
"""

from __future__ import annotations

_COMPOUNDS = """
    air craft, back log, back up, block chain, book keeping, build up, buy out,
    cash flow, check list, check out, child care, clean up, cut off, cyber security, data base,
    data set, day care, down load, drop down, e mail, file name, fire wall, follow up, free lance,
    ground water, head count, health care, home owner, home page,
    key board, key word, land fill, land lord, left over, life cycle, life span, life style,
    life time, log in, log off, log on, log out, look up, make up, mark down, mark up,
    master piece, micro service, name space, non profit, note book, off line,
    off shore, on board, on going, on line, on site, over head, pass port, pass word, pay check,
    pay roll, phase out, plug in, pop up, post code, print out, real time, road map, roll back,
    roll out, run time, screen shot, sea food, set back, set up, share holder, share holders,
    shut down, sign in, sign off, sign up, smart phone, soft ware, sound track,
    spread sheet, start up, stock holder, stock pile, store front, super market,
    take over, time frame, time line, time out, time stamp, touch screen, trade mark, trade off,
    turn around, turn over, up grade, up load, user name, voice mail, waste water, web page,
    web site, well being, white list, wide spread, wild life, work flow, work force, work load,
    work place, work shop, world wide, write off
"""


def _joined() -> dict[str, dict[str, str]]:
    joined: dict[str, dict[str, str]] = {}
    for pair in _COMPOUNDS.split(","):
        first, second = pair.split()
        for form in (second, f"{second}s"):
            joined.setdefault(first, {})[form] = first + form
    return joined


JOINED = _joined()
"""The first word of each, with what may follow it and what both are as one word."""
