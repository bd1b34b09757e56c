"""Notes of a line or a few, in the encodings that people have them in."""

from __future__ import annotations

import pytest

from ingest.formats.encodings import guessed_encoding
from ingest.formats.text import decode_text

WESTERN = "cp1252 cp850 mac_roman"
RUSSIAN = "cp1251 koi8_r iso8859_5 cp866"
CENTRAL = "cp1250 iso8859_2"

NOTES = [
    ("Buchungstag;Empfänger;Verwendungszweck;Betrag\n01.03.2024;Bäckerei Müller;Brötchen;-12,50\n",
     WESTERN),
    ("Grüße an alle, die Schlüssel liegen über der Tür.\n", WESTERN),
    ("Treffen um 9 Uhr im Café an der Straße.", WESTERN),
    ("ÜBERWEISUNG AN MÜLLER, ÄNDERUNG DER GRÖSSE", WESTERN),
    ("PRÜFBERICHT FÜR DAS GEBÄUDE", "cp1252 cp850"),
    ("§ 5 Die Mieter zahlen 5 € für die Schlüssel.\n", "cp1252 iso8859_15"),
    ("Rendez-vous à l'hôtel près de la forêt, où ça sent déjà l'été.\n", WESTERN),
    ("Merci de rappeler le garage avant midi, voiture prête.", WESTERN),
    ("PROCÈS-VERBAL DE LA RÉUNION DU 3 FÉVRIER", "cp1252 cp850"),
    ("¿Dónde está el niño? Mañana vendrá con su señora.\n", WESTERN),
    ("Árbol Único", "cp1252"),
    ("A reunião será às nove; não há opções, amanhã é feriado.\n", WESTERN),
    ("Perché la città è così tranquilla? Più tardi andrò lì.\n", WESTERN),
    ("Il libro è già lì, però non c'è più nessuno in biblioteca.\n", WESTERN),
    ("Åsa åker till sjön på lördag för att fånga gäddor.\n", WESTERN),
    ("Hyvää päivää, tänään sää on kylmä ja työt jäävät kesken.\n", WESTERN),
    ("Mødet er på torsdag; tag brødet og æblerne med.\n", "cp1252 cp850"),
    ("Fundurinn verður á föstudaginn, komið með lyklana að húsinu.\n", "cp1252"),
    ("The café’s menu – “all day” – costs £5.\n", "cp1252 mac_roman"),
    ("Встреча в пятницу в девять часов, принесите ключи от склада.\n", f"{RUSSIAN} mac_cyrillic"),
    ("Ключи на складе.", RUSSIAN),
    ("Файл report.xlsx: итоги за 2023 год, см. лист Summary.\n", "cp1251 koi8_r cp866"),
    ("дата;сумма;получатель\n01.02.2024;1200;Иванов\n05.02.2024;310;Петрова\n", RUSSIAN),
    ("Зустріч у п'ятницю о дев'ятій, візьміть ключі від їхнього складу.\n", "cp1251 koi8_u"),
    ("Срещата е в петък от девет часа, донесете ключовете.\n", "cp1251 iso8859_5"),
    ("Састанак је у четвртак, понесите кључеве и књиге.\n", "cp1251"),
    ("Proszę przynieść klucze, spotkanie o dziewiątej w środę.\n", f"{CENTRAL} cp852"),
    ("Łódź, środa, żółty ślad.", CENTRAL),
    ("Faktura za miesiąc maj, dziękuję.", CENTRAL),
    ("Schůzka je v pátek, přineste prosím klíče od skladu.\n", f"{CENTRAL} cp852"),
    ("Ďakujem za správu, prídem zajtra večer, kľúče sú v škole.\n", "cp1250"),
    ("Köszönöm az üzenetet, holnap este jövök, a kulcs a fiókban van.\n", CENTRAL),
    ("Sastanak je u četvrtak, molimo ponesite ključeve od škole.\n", CENTRAL),
    ("Întâlnirea este vineri, vă rugăm să aduceţi cheile.\n", "cp1250"),
    ("Susitikimas penktadienį, prašome atnešti raktus, ačiū už dėmesį.\n", "cp1257"),
    ("Toplantı cuma günü, lütfen anahtarları getirin; ışık söndü.\n", "cp1254"),
    ("Η συνάντηση είναι την Παρασκευή, φέρτε τα κλειδιά.\n", "cp1253 iso8859_7"),
    ("הפגישה ביום שישי, נא להביא את המפתחות.\n", "cp1255"),
    ("Meeting: הפגישה ביום שישי at 9:00 in room B12, bring keys.\n", "cp1255"),
    ("الاجتماع يوم الجمعة، الرجاء إحضار المفاتيح.\n", "cp1256 iso8859_6"),
    ("การประชุมวันศุกร์ กรุณานำกุญแจมาด้วย\n", "cp874"),
    ("会议在星期五举行，请带上仓库的钥匙。\n", "gbk"),
    ("Meeting 会议 on Friday, room 302, bring 钥匙.\n", "gbk"),
    ("姓名,城市\n王伟,北京\n李娜,上海\n", "gbk"),
    ("會議在星期五舉行，請帶上倉庫的鑰匙。\n", "big5"),
    ("姓名,城市\n陳美玲,臺北\n林志明,高雄\n", "big5"),
    ("会議は金曜日です。倉庫の鍵を持ってきてください。\n", "cp932 euc_jp iso2022_jp"),
    ("メモ：プリンターのトナー交換\n", "cp932 euc_jp"),
    ("회의는 금요일입니다. 창고 열쇠를 가져오세요.\n", "cp949"),
    ("이름,도시\n김민수,서울\n이영희,부산\n", "cp949"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(text, encoding, id=f"{encoding}-{text[:12].strip()}")
        for text, encodings in NOTES
        for encoding in encodings.split()
    ],
)
def test_a_note_is_read_in_the_encoding_it_is_in(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding)) == text


def test_a_wrong_byte_among_many_sound_ones_is_a_damaged_spot() -> None:
    sound = "Schöne Grüße für Anna, fünf Öfen, "
    assert decode_text(sound.encode() + b"aus K\xf6ln") == sound + "aus K\ufffdln"
    assert "\ufffd" not in decode_text("Öl für Anna, ".encode() + b"gr\xfc\xdft B\xe4rbel")


@pytest.mark.parametrize("cut", range(4))
def test_a_sample_may_be_cut_within_a_character(cut: int) -> None:
    content = ("会议在星期五举行，请带上仓库的钥匙。\n" * 4).encode("gb18030")
    assert guessed_encoding(content[: len(content) - cut]) == "gb18030"


def test_what_is_no_text_is_in_no_encoding() -> None:
    assert not guessed_encoding(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xd8")
