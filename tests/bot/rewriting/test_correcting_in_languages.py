"""Typing errors in four languages besides English are put right, and other forms are not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.rewriting.correcting import corrected
from storage.numpy_store import NumpyStore
from tests.storage.samples import FINGERPRINT, put

LIBRARIES = {
    "german": (
        "Die Regierung unterzeichnete den Vertrag über den Schutz des Regenwaldes.",
        "Während der Pandemie nahmen die Krankheiten in der Bevölkerung zu.",
        "Die Kommission hat den Masterplan für die Hauptstadt entworfen.",
        "Das Unternehmen meldete mehrere Patente an der Universität an.",
        "Studenten der Hochschule messen die Effizienz des Kreisprozesses.",
        "Eine Therapie mit Immunsuppressiva dauert mehrere Wochen.",
    ),
    "french": (
        "Le ministère de l'éducation publie un rapport sur l'enseignement des langues étrangères.",
        "Les bénéfices de l'entreprise ont augmenté de douze pour cent au dernier trimestre.",
        "La bibliothèque municipale ouvre le mardi et propose des ateliers gratuits.",
        "Le locataire doit prévenir le propriétaire trois mois avant de quitter l'appartement.",
        "Les chercheurs ont découvert une nouvelle espèce de papillon dans la forêt amazonienne.",
        "Le traitement de la pneumonie nécessite des antibiotiques pendant sept jours.",
        "La température de l'appareil ne doit pas dépasser quarante degrés.",
        "Le gouvernement souhaite réduire la consommation d'énergie des bâtiments publics.",
        "Les remboursements sont effectués sous quatorze jours après la réception du colis.",
        "L'orchestre a répété la symphonie mercredi soir dans la cathédrale.",
    ),
    "spanish": (
        "El ministerio de educación publicó un informe sobre la enseñanza de lenguas extranjeras.",
        "Los beneficios de la empresa aumentaron un doce por ciento durante el último trimestre.",
        "La biblioteca municipal abre de martes a sábado y ofrece talleres gratuitos.",
        "El inquilino debe avisar al propietario tres meses antes de abandonar el apartamento.",
        "Los investigadores descubrieron una nueva especie de mariposa en la selva amazónica.",
        "El tratamiento de la neumonía requiere antibióticos durante siete días.",
        "La temperatura del aparato no debe superar los cuarenta grados.",
        "El gobierno quiere reducir el consumo de energía de los edificios públicos.",
        "Los reembolsos se efectúan en un plazo de catorce días tras la recepción del paquete.",
        "La orquesta ensayó la sinfonía el miércoles por la noche en la catedral.",
    ),
    "russian": (
        "Правительство опубликовало статистику населения по областям.",
        "Договор аренды заключают на год, и арендатор платит каждый месяц.",
        "Компьютер и сервер стоят в отдельной комнате.",
        "Температура воздуха не должна превышать сорока градусов.",
        "Комитет одобрил строительство новой библиотеки.",
    ),
}
ERRORS = {
    "german": """
        welche Regirung unterzeichnete den Vertrag -> welche Regierung unterzeichnete den Vertrag
        wärend der Pandemie -> während der Pandemie
        Was hat zur Pandmie beigetragen? -> Was hat zur Pandemie beigetragen?
        wie groß ist die Bevölkrung -> wie groß ist die Bevölkerung
        Wann wurde die Komission eingerichtet? -> Wann wurde die Kommission eingerichtet?
        Wer hat den Masterpaln entworfen? -> Wer hat den Masterplan entworfen?
        was ist die Haupstadt -> was ist die Hauptstadt
        Wann wurden die Pattente angemeldet? -> Wann wurden die Patente angemeldet?
        Welche Univeristät war es? -> Welche Universität war es?
        wieviele Studeten messen -> wieviele Studenten messen
        Was begrenzt die Effizeinz? -> Was begrenzt die Effizienz?
        welches Unternehmn hat zugestimmt -> welches Unternehmen hat zugestimmt
        Regierungg und Vertrag -> Regierung und Vertrag
        Schutz des Rgeenwaldes -> Schutz des Regenwaldes
        Krankehiten in der Bevölkerung -> Krankheiten in der Bevölkerung
        die Kommision der Hauptstadt -> die Kommission der Hauptstadt
        das Unternehemn meldete -> das Unternehmen meldete
        an derUniversität -> an der Universität
        Studeneten der Hochschule -> Studenten der Hochschule
        eine Theraphie mit Immunsuppressiva -> eine Therapie mit Immunsuppressiva
        mehrere Wohcen -> mehrere Wochen
    """,
    "french": """
        que dit le raport sur l'enseignement -> que dit le rapport sur l'enseignement
        quand ouvre la bibliotèque municipale -> quand ouvre la bibliothèque municipale
        les bénéfises de l'entreprise -> les bénéfices de l'entreprise
        le propriétaire de l'appartemant -> le propriétaire de l'appartement
        une nouvelle espèce de papilon -> une nouvelle espèce de papillon
        le traitemment de la pneumonie -> le traitement de la pneumonie
        combien de jours d'antibiotiqes -> combien de jours d'antibiotiques
        la temperrature de l'appareil -> la température de l'appareil
        réduire la consomation d'énergie -> réduire la consommation d'énergie
        le gouvernemment souhaite réduire quoi -> le gouvernement souhaite réduire quoi
        le minsitère de l'éducation -> le ministère de l'éducation
        un raport sur les langues étrangères -> un rapport sur les langues étrangères
        la bibliothèqe municipale -> la bibliothèque municipale
        des atteliers gratuits -> des ateliers gratuits
        les cherchuers ont découvert -> les chercheurs ont découvert
        dans laforêt -> dans la forêt
        le gouverenment et l'énergie -> le gouvernement et l'énergie
        l'orchetsre et la symphonie -> l'orchestre et la symphonie
        dans la cathédralle -> dans la cathédrale
    """,
    "spanish": """
        qué dice el imforme sobre la enseñanza -> qué dice el informe sobre la enseñanza
        cuándo abre la biblioteka municipal -> cuándo abre la biblioteca municipal
        los beneficos de la empresa -> los beneficios de la empresa
        a quién debe avisar el inqilino -> a quién debe avisar el inquilino
        abandonar el apartmento -> abandonar el apartamento
        qué especie de maripsa descubrieron -> qué especie de mariposa descubrieron
        los investigdores descubrieron una especie -> los investigadores descubrieron una especie
        el tratameinto de la neumonía -> el tratamiento de la neumonía
        cuántos días de antibioticcos -> cuántos días de antibióticos
        la tempratura del aparato -> la temperatura del aparato
        qué quiere el govierno -> qué quiere el gobierno
        cuándo se efectúan los rembolsos -> cuándo se efectúan los reembolsos
        dónde ensayó la orqesta la sinfonía -> dónde ensayó la orquesta la sinfonía
        la sinfonia en la catedarl -> la sinfonia en la catedral
        el ministreio de educación -> el ministerio de educación
        la bibiloteca municipal -> la biblioteca municipal
        los benificios de la empresa -> los beneficios de la empresa
        los investigadroes de la selva -> los investigadores de la selva
        el cosumo de energía -> el consumo de energía
        los edifcios públicos -> los edificios públicos
        la orquestta y la sinfonía -> la orquesta y la sinfonía
    """,
    "russian": """
        правительсвто и статистика -> правительство и статистика
        договро аренды -> договор аренды
        арендатаор платит -> арендатор платит
        компьюетр и сервер -> компьютер и сервер
        темпераутра воздуха -> температура воздуха
        комитте одобрил -> комитет одобрил
    """,
}


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, NumpyStore]]:
    stores = {language: NumpyStore(FINGERPRINT) for language in LIBRARIES}
    for language, store in stores.items():
        put(store, tmp_path_factory.mktemp(language), "library.txt", LIBRARIES[language])
    yield stores
    for store in stores.values():
        store.close()


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        (language, *line.strip().split(" -> "))
        for language, lines in ERRORS.items()
        for line in lines.strip().splitlines()
    ],
)
def test_an_error_is_put_right(
    stores: dict[str, NumpyStore], language: str, typed: str, meant: str
) -> None:
    assert corrected(typed, stores[language].words) == meant


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("german", "Was ist ein Immunsuppressivum?"),  # the singular
        ("german", "die Regierungwochen"),  # a compound of two words of the library
        ("french", "à Lalangues"),  # a name
        ("french", "qu'est-ce que l'orchestre a joué aujourd'hui"),
        ("french", "les chercheuses l’ont découverte"),
        ("spanish", "¿qué descubrió la investigadora?"),
    ],
)
def test_another_form_stays_as_it_is(
    stores: dict[str, NumpyStore], language: str, question: str
) -> None:
    assert corrected(question, stores[language].words) == question


@pytest.mark.parametrize("language", LIBRARIES)
def test_the_words_of_the_library_stay_as_they_are(
    stores: dict[str, NumpyStore], language: str
) -> None:
    for line in LIBRARIES[language]:
        assert corrected(line, stores[language].words) == line
