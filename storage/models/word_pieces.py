"""Text cut into a BERT model's pieces of words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer


class WordPieces:
    """A model's own tokenizer, without its special pieces, padding or truncation."""

    def __init__(self, folder: Path) -> None:
        """Read ``tokenizer.json`` of a model's folder."""
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        # The files carry the settings of whoever saved them: 128 pieces, padded, in one case.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        vocabulary = self._tokenizer.get_vocab()
        # XLM-RoBERTa's tokenizer, which multilingual BERTs have, names them otherwise.
        start, end = ("[CLS]", "[SEP]") if "[CLS]" in vocabulary else ("<s>", "</s>")
        self.start: int = vocabulary[start]
        self.end: int = vocabulary[end]

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of every piece of each text, without the special ones."""
        encodings = self._tokenizer.encode_batch_fast(
            [encodable(text) for text in texts], add_special_tokens=False
        )
        return [encoding.ids for encoding in encodings]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The start and end characters of every piece of the whole text, ordered."""
        encoding = self._tokenizer.encode(encodable(text), add_special_tokens=False)
        spans: list[tuple[int, int]] = encoding.offsets
        return spans


def encodable(text: str) -> str:
    """The text with "?" for each half of a surrogate pair, at the same offsets."""
    # JSON can hold such halves, and tokenizers refuse them since they have no UTF-8.
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
