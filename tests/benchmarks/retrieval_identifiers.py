"""How often the one passage with an exact identifier is cited: 200 of them in 10,000 passages.

    python -m tests.benchmarks.retrieval_identifiers

The passages are made of a few patterns and differ in little but their identifiers, of six kinds;
each identifier has neighbours that differ in one character.
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from bot.assistant import AnswerOptions, Assistant
from storage.models.encoder import open_encoder
from storage.models.reranker import open_reranker
from storage.opening import open_store
from tests.storage.samples import prepared

PATTERNS = (
    "Part {} is tightened to {} newton metres after the seal has been fitted.",
    "Ticket {} was closed after {} days because the sensor answered again.",
    "Release {} removes {} deprecated settings and repairs the export of tables.",
    "The sample {} was kept at {} degrees until the culture had grown.",
)
QUESTIONS = ("What is said about {}?", "{}", "how many for {}", "where is {} mentioned?")
PASSAGES = 10_000
ASKED = 200


def main() -> None:
    """Print the share of identifiers whose passage is cited, and the median time of the search."""
    chance = random.Random(4)  # noqa: S311 - the same passages each time
    names = _identifiers(chance)
    texts = [
        PATTERNS[number % len(PATTERNS)].format(name, chance.randrange(2, 90))
        for number, name in enumerate(names)
    ]
    encoder, reranker = open_encoder(), open_reranker()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"{folder}/library", encoder.fingerprint(), create=True)
        for start in range(0, PASSAGES, 500):
            part = texts[start : start + 500]
            document = prepared(Path(folder), f"{start}.txt", part)
            store.put(document, encoder.encode_passages(part))
        options = AnswerOptions()
        assistant = Assistant(store=store, encoder=encoder, reranker=reranker, options=options)
        found, seconds = 0, []
        for number in chance.sample(range(PASSAGES), ASKED):
            question = chance.choice(QUESTIONS).format(names[number])
            started = time.perf_counter()
            reply = assistant.ask(question)
            seconds.append(time.perf_counter() - started)
            cited = any(citation.passage.text == texts[number] for citation in reply.citations)
            found += cited
            if not cited:
                print("not cited:", question)
        store.close()
    print(f"cited: {found} of {ASKED}; a question took {sorted(seconds)[ASKED // 2]:.3f} s")


def _identifiers(chance: random.Random) -> list[str]:
    """Different identifiers of six kinds, many of them neighbours."""
    kinds = (
        lambda: f"{chance.randrange(1, 12)}.{chance.randrange(30)}.{chance.randrange(30)}",
        lambda: f"RFC-{chance.randrange(1000, 9999)}",
        lambda: f"p{chance.randrange(10, 4000)}",
        lambda: f"PN-{chance.randrange(10_000, 12_000)}-{chance.choice('ABC')}",
        lambda: f"INV/{chance.randrange(2019, 2026)}/{chance.randrange(1000):05d}",
        lambda: f"ERR_{chance.choice(('READ', 'WRITE', 'SEND'))}_{chance.randrange(2000)}",
    )
    names: dict[str, None] = {}
    while len(names) < PASSAGES:
        names.setdefault(kinds[len(names) % len(kinds)]())
    return list(names)


if __name__ == "__main__":
    main()
