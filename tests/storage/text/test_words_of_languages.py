"""Questions in many languages find the passage that answers, by words alone.

Each library holds passages of one language about different things; the question says them in other
forms than the passage does.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.numpy_store import NumpyStore
from tests.storage.samples import FINGERPRINT, put, words_found

LIBRARIES: dict[str, tuple[str, ...]] = {
    "japanese": (
        "東京タワーの高さは三百三十三メートルで、港区にある。",
        "富士山は日本で一番高い山であり、静岡県と山梨県にまたがる。",
        "京都には千年以上の歴史を持つ寺院が数多く残っている。",
        "データベースのバックアップは毎晩二時に自動で行われます。",
    ),
    "chinese": (
        "黑豹队的防守只丢了三百零八分，排名联盟第六。",
        "长江是中国最长的河流，全长约六千三百公里。",
        "数据库每天晚上自动备份一次，备份文件保存三十天。",
        "退货请在收到商品后七天内提出申请。",
    ),
    "korean": (
        "데이터베이스는 매일 밤 두 시에 자동으로 백업됩니다.",
        "한라산은 제주도에 있는 높이 1947미터의 산이다.",
        "환불은 구매한 날부터 칠 일 안에 신청해야 합니다.",
        "세종대왕은 1443년에 한글을 만들었다.",
    ),
    "thai": (
        "กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย",
        "ระบบสำรองข้อมูลอัตโนมัติทุกคืนเวลาสองนาฬิกา",
        "ดอยอินทนนท์เป็นภูเขาที่สูงที่สุดในภาคเหนือ",
        "ลูกค้าสามารถขอคืนเงินได้ภายในเจ็ดวัน",
    ),
    "hebrew": (
        "ירושלים היא עיר הבירה של ישראל ובה נמצא הכותל.",
        "גיבוי של מסד הנתונים מתבצע בכל לילה בשעה שתיים.",
        "אפשר להחזיר מוצרים לחנות תוך שבעה ימים.",
        "הר החרמון הוא ההר הגבוה ביותר בצפון.",
    ),
    "greek": (
        "Η Αθήνα είναι η πρωτεύουσα της Ελλάδας.",
        "Τα αντίγραφα ασφαλείας της βάσης δεδομένων δημιουργούνται κάθε βράδυ.",
        "Τα προϊόντα μπορούν να επιστραφούν μέσα σε επτά ημέρες.",
        "Ο Όλυμπος είναι το ψηλότερο βουνό της χώρας.",
    ),
    "turkish": (
        "Ankara Türkiye'nin başkentidir ve İç Anadolu'da yer alır.",
        "Veritabanı her gece saat ikide otomatik olarak yedeklenir.",
        "Ürünler teslim alındıktan sonra yedi gün içinde iade edilebilir.",
        "Ağrı Dağı ülkenin en yüksek dağıdır.",
    ),
    "russian": (
        "Защита «Пантерз» пропустила всего 308 очков.",
        "Резервные копии базы данных создаются каждую ночь.",
        "Товар можно вернуть в течение семи дней.",
        "Эльбрус считается самой высокой горой страны.",
    ),
    "arabic": (
        "القاهرة هي عاصمة مصر وأكبر مدنها.",
        "يتم النسخ الاحتياطي لقاعدة البيانات كل ليلة.",
        "يمكن إرجاع المنتجات خلال سبعة أيام من الشراء.",
        "جبل كاترين هو أعلى جبل في البلاد.",
    ),
    "hindi": (
        "नई दिल्ली भारत की राजधानी है।",
        "डेटाबेस का बैकअप हर रात दो बजे लिया जाता है।",
        "सामान सात दिनों के भीतर लौटाया जा सकता है।",
        "कंचनजंगा देश का सबसे ऊँचा पर्वत है।",
    ),
    "german": (
        "Die Datensicherungen werden jede Nacht um zwei Uhr angelegt.",
        "Waren können innerhalb von sieben Tagen zurückgegeben werden.",
        "Die Zugspitze ist der höchste Berg des Landes.",
        "Berlin ist die Hauptstadt und liegt an der Spree.",
    ),
    "spanish": (
        "Las copias de seguridad de la base de datos se crean cada noche.",
        "Los productos se pueden devolver en un plazo de siete días.",
        "El Teide es la montaña más alta del país.",
        "Madrid es la capital y está a orillas del Manzanares.",
    ),
    "finnish": (
        "Tietokannan varmuuskopiot luodaan joka yö kello kaksi.",
        "Tuotteet voi palauttaa seitsemän päivän kuluessa.",
        "Halti on maan korkein tunturi.",
        "Helsinki on pääkaupunki ja sijaitsee meren rannalla.",
    ),
    "vietnamese": (
        "Hà Nội là thủ đô của Việt Nam.",
        "Cơ sở dữ liệu được sao lưu tự động vào mỗi đêm.",
        "Khách hàng có thể trả lại hàng trong vòng bảy ngày.",
        "Fansipan là ngọn núi cao nhất Đông Dương.",
    ),
}


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("japanese", "東京タワーはどのくらい高いですか", 0),
        ("japanese", "バックアップはいつ行われますか？", 3),
        ("japanese", "日本一高い山", 1),
        ("chinese", "黑豹队丢了多少分？", 0),
        ("chinese", "怎么申请退货", 3),
        ("chinese", "备份保存多久？", 2),
        ("korean", "백업은 언제 하나요?", 0),
        ("korean", "한글은 누가 만들었나요?", 3),
        ("thai", "เมืองหลวงของไทยคือที่ไหน", 0),
        ("thai", "ขอคืนเงินได้ภายในกี่วัน", 3),
        ("hebrew", "מהי עיר הבירה של ישראל?", 0),
        ("hebrew", "מתי מתבצע גיבוי הנתונים?", 1),
        ("greek", "Ποια είναι η πρωτεύουσα της Ελλάδος;", 0),
        ("greek", "ΠΟΤΕ ΔΗΜΙΟΥΡΓΕΙΤΑΙ ΑΝΤΙΓΡΑΦΟ ΑΣΦΑΛΕΙΑΣ", 1),
        ("turkish", "Türkiye'nin başkenti neresi?", 0),
        ("turkish", "Veritabanı ne zaman yedekleniyor?", 1),
        ("turkish", "ÜRÜN İADESİ KAÇ GÜN", 2),
        ("russian", "Сколько очков пропустили в защите?", 0),
        ("russian", "Как часто создаётся резервная копия?", 1),
        ("arabic", "ما هي عاصمة مصر؟", 0),
        ("arabic", "متى النسخ الاحتياطي للبيانات؟", 1),
        ("hindi", "भारत की राजधानी क्या है?", 0),
        ("hindi", "बैकअप कब लिया जाता है?", 1),
        ("german", "Wann wird eine Datensicherung angelegt?", 0),
        ("german", "hoechster oder höchster Berg", 2),
        ("spanish", "¿Cuándo se crea la copia de seguridad?", 0),
        ("spanish", "montanas mas altas", 2),
        ("finnish", "Mikä on maan korkeimmat tunturit?", 2),
        ("vietnamese", "Thủ đô của Việt Nam là gì?", 0),
        ("vietnamese", "trả hàng trong bao nhiêu ngày", 2),
    ],
)  # fmt: skip
def test_the_passage_that_answers_comes_first(
    tmp_path: Path, language: str, question: str, answer: int
) -> None:
    store = NumpyStore(FINGERPRINT)
    put(store, tmp_path, "library.txt", LIBRARIES[language])
    found = words_found(store, question)
    store.close()
    assert found[0] == LIBRARIES[language][answer]


@pytest.mark.parametrize("language", LIBRARIES)
def test_a_passage_is_found_first_by_its_own_words(tmp_path: Path, language: str) -> None:
    store = NumpyStore(FINGERPRINT)
    everything = [text for texts in LIBRARIES.values() for text in texts]
    put(store, tmp_path, "library.txt", everything)
    for text in LIBRARIES[language]:
        assert words_found(store, text)[0] == text
    store.close()
