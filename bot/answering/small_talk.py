"""Messages that ask nothing of documents: greetings, thanks, "ok", an emoji."""

from __future__ import annotations

import regex

_SAID = frozenset((
    # English
    "hi", "hello", "hey", "hi there", "hello there", "hey there", "good morning",
    "good afternoon", "good evening", "good night", "good day", "how are you",
    "how are you doing", "whats up", "thanks", "thank you", "thanks a lot", "thank you very much",
    "many thanks", "thx", "ty", "cheers", "great thanks", "ok thanks", "thanks bye", "ok", "okay",
    "ok great", "great", "nice", "cool", "perfect", "fine", "alright", "all right", "got it",
    "i see", "yes", "no", "yep", "nope", "bye", "goodbye", "good bye", "see you", "see you later",
    "sorry", "never mind", "test", "who are you", "what can you do", "help",
    # German
    "hallo", "guten morgen", "guten tag", "guten abend", "gute nacht", "moin", "servus", "grüezi",
    "wie gehts", "wie geht es dir", "danke", "danke schön", "dankeschön", "vielen dank",
    "danke dir", "super", "alles klar", "tschüss", "tschüß", "auf wiedersehen", "bis später",
    "ja", "nein", "gut",
    # French, Spanish, Italian, Portuguese, Dutch
    "bonjour", "bonsoir", "salut", "coucou", "merci", "merci beaucoup", "au revoir", "ça va",
    "oui", "non", "hola", "buenos días", "buenas tardes", "buenas noches", "gracias",
    "muchas gracias", "adiós", "hasta luego", "sí", "ciao", "buongiorno", "buonasera", "grazie",
    "grazie mille", "arrivederci", "olá", "bom dia", "boa tarde", "boa noite", "obrigado",
    "obrigada", "tchau", "hoi", "goedemorgen", "dank je", "dank je wel", "bedankt", "doei",
    # Russian, Arabic, Hindi
    "привет", "здравствуй", "здравствуйте", "добрый день", "доброе утро", "спасибо",
    "большое спасибо", "пока", "до свидания", "да", "нет", "хорошо", "مرحبا", "السلام عليكم",
    "أهلا", "شكرا", "شكرا جزيلا", "مع السلامة", "نعم", "لا", "नमस्ते", "नमस्कार", "धन्यवाद",
    "शुक्रिया", "ठीक है", "हाँ", "नहीं",
    # Chinese, Japanese, Korean
    "你好", "您好", "你好啊", "早上好", "下午好", "晚上好", "嗨", "谢谢", "谢谢你", "多谢",
    "感谢", "謝謝", "再见", "拜拜", "好", "好的", "好吧", "嗯", "是", "不", "在吗", "こんにちは",
    "おはよう", "こんばんは", "ありがとう", "ありがとうございます", "さようなら", "はい",
    "いいえ", "안녕하세요", "안녕", "감사합니다",
))  # fmt: skip

_UNSAID = regex.compile(r"[^\p{L}\p{M}\p{N}\s]+")
_LONGEST = max(map(len, _SAID))


def is_small_talk(message: str) -> bool:
    """Whether a message is all greeting, thanks or the like, or has no letter and no digit."""
    words = " ".join(_UNSAID.sub(" " if "-" in message else "", message.casefold()).split())
    return not words or (len(words) <= _LONGEST and words in _SAID)
