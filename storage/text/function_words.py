"""The commonest small words of languages, that tell which language a text is in.

They carry no subject, so a search leaves them out, and they are in every sentence, so a few dozen
are enough to recognise the language that a passage's words are to be stemmed in.
"""

from __future__ import annotations

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "english": """
            a about after all also am an and any are as at be because been before being between
            both but by can could did do does doing don during each for from had has have having
            he her here hers him his how i if in into is it its itself just ll may me might more
            most my no nor not now of off on once only or other our ours out over own re s same
            shall she should so some such t than that the their theirs them then there these they
            this those through to too under until up us ve very was we were what when where which
            while who whom whose why will with would you your yours tell please""",
        "german": """
            aber als am an auch auf aus bei bin bis da dann das dass dem den der des die dies
            diese dieser dieses doch du durch ein eine einem einen einer eines er es für hat
            hatte haben hier ich ihr ihre im in ist ja kann kein keine man mehr mit nach nicht
            noch nur oder ob sehr sein seine sich sie sind so über um und uns unter vom von vor
            war waren was wann warum welche welcher welches wem wen wenn wer werden wie wird wir
            wo worden wurde wurden zu zum zur zwischen""",
        "french": """
            à alors au aucun aussi autre aux avait avec avoir ce ces cet cette comme comment dans
            de des du elle elles en est et été être eu fait il ils je l la le les leur leurs lui
            mais même mes mon ne nos notre nous on ont ou où par pas plus pour pourquoi qu quand
            que quel quelle quelles quels qui quoi sa sans se ses si son sont sur ta te tu un une
            vos votre vous y d c n s j""",
        "spanish": """
            a al algo como con cómo cuál cuáles cuando cuándo cuánto cuántos de del desde donde
            dónde el ella ellos en entre era es esa ese esta está este esto fue fueron ha han
            hasta hay la las le les lo los más me mi muy no nos o para pero por porque qué que
            quién quien se ser si sin sobre son su sus también te tiene tu un una uno unos y ya
            yo""",
        "italian": """
            a agli ai al alla alle anche che chi ci come con cosa cui da dagli dai dal dalla dei
            del della delle dello di dove e è ed era erano essere fu gli ha hanno i il in io la
            le lei lo loro lui ma mi nei nel nella nelle non o ogni per perché più quale quali
            quando quanto quanti quello questa questo se si sono sta stato su sua sue sugli sui
            sul sulla suo tra un una uno""",
        "portuguese": """
            a ao aos as às com como da das de dela dele do dos e é ela ele eles em entre era essa
            esse esta está este eu foi foram há isso já lhe mais mas me mesmo muito na não nas
            nem no nos o onde os ou para pela pelas pelo pelos por porque qual quais quando
            quantos que quem são se sem ser seu seus só sua suas também te tem têm um uma umas
            você""",
        "dutch": """
            aan al alle als bij dan dat de der deze die dit doch door dus een en er ge geen haar
            had heb hebben heeft het hij hoe hoeveel hun ik in is je kan maar me meer men met
            mijn naar niet nog nu of om onder ons ook op over te tegen toch tot u uit van veel
            voor waar waarom wanneer waren was wat we wel welke werd werden wie wij worden wordt
            zich zij zijn zo zou""",
        "swedish": """
            alla allt att av blev bli blir då de dem den denna dess det detta dig din du där efter
            ej eller en er ett från för ha hade han har hennes hon honom hur här i icke inte jag
            kan man med mellan men mig min mot mycket när nu och om oss på så sig sin ska skulle
            som till under upp ut utan vad var vara varför varje vem vi vid vilka vilken vilket
            är över""",
        "norwegian": """
            alle at av ble bli blir da de deg dem den denne der deres det dette du eller en er et
            etter fra før ha hadde han har hun hva hvem hver hvilke hvilken hvor hvorfor hvordan
            i ikke ingen jeg kan man med meg mellom men mot når nå og også om opp oss over på så
            seg sin som til under ut var ved vi vil være""",
        "danish": """
            af alle at blev blive bliver da de dem den denne der deres det dette dig din du efter
            eller en er et for fra ham han har havde hende hun hvad hvem hver hvilke hvilken hvor
            hvorfor hvordan i ikke ind jeg kan man med mellem men mig min mod når nu og også om
            op os over på sig sin skal som til under ud var ved vi vil være""",
        "finnish": """
            ei eivät en ennen että he hän ja jo joka jos kanssa koska kuin kuinka kuka kun me
            mikä miksi missä mitä mitkä mutta myös ne niin nyt ole oli olivat on ovat se sekä sen
            siitä siinä sitä tai tämä tässä vai vain voi""",
        "hungarian": """
            a az azt be csak de e ebben egy egyik el én es és ez ezt fel hány hanem hogy hogyan
            ha hol is itt ki kell le legtöbb lehet lett már még meg melyik mert mi mikor milyen
            mint mit nem nincs olyan ott s sem szerint után vagy van volt voltak""",
        "romanian": """
            a acest această al ale am ar are au ca care câte câți când că ce cine cu cum da de
            despre din după ea ei el este eu fi fost în între îl își la le lor lui mai nu o pe
            pentru prin sa sale sau se să și sunt său un unde une unei unui""",
        "turkish": """
            acaba ama ancak bir biri birçok bu bunu çok daha da de değil diye en gibi göre hangi
            hem her için ile ise kaç kadar ki kim mı mi mu mü nasıl ne neden nerede o olan olarak
            olduğu oldu sonra şu tarafından ve veya ya""",
        "polish": """
            a aby ale bez być był była były było co czy dla do gdy gdzie go i ich ile im in jak
            jaka jaki jakie jako jego jej jest już kiedy kto która które którego której który
            lub ma między na nad nie o od oraz po pod przed przez przy się są ta tak także tej
            tego ten to tym u w we z za ze że został""",
        "czech": """
            a aby ale ani bez bude by byl byla bylo být co do i jak jaká jaké jako je jeho její
            jejich jen jsem jsou k kde kdo kdy kolik která které který ma mezi na nad ne nebo než
            o od po pod podle pro proč před při s se si tak také té to tom u v ve však z za ze
            že""",
        "indonesian": """
            ada adalah akan antara apa apakah atau bagaimana bahwa banyak berapa bisa dalam dan
            dapat dari dengan di ia ini itu juga kami ke kepada mana mengapa mereka oleh pada
            para saat saya sebagai sebuah secara seperti siapa sudah tahun telah tersebut tidak
            untuk yang""",
        "catalan": """
            a al als amb aquest aquesta com de del dels des el els en entre era és està fins ha
            han hi i la les li llur més molt no o on per perquè però qual què que qui quan s sense
            ser seu seva si són també té un una uns van va""",
        "russian": """
            а без бы был была были было быть в вам вас весь во вот все всего вы где да для до его
            ее ей ему если есть еще же за и из или им их к как какая какие какой кем когда кого
            которые который которая кто ли между меня мне мы на над не него нее нет ни них но о
            об он она они от по под почему при с сколько со так также там то только у уже что
            чего чем это этого этой этом эта эти я""",
        "arabic": """
            أن إن أو أي أين إلى التي الذي الذين بعد بها به بين تم حتى حول خلال ذلك على عن عند عندما
            غير في فيها فيه قبل قد كان كانت كل كم كما كيف لا لم لماذا لها له ما ماذا متى مع من منذ
            منها منه هذا هذه هل هم هو هي وقد وكان وهو وهي و يتم يكون كانوا""",
        "hindi": """
            अपनी अपने अपना आप इन इस इसके इसकी इसे उन उनके उनकी उस उसके उसकी एक एवं और कब कर करता करते करना
            करने कहाँ कहां का कितना कितनी कितने किया किस किसके किसने किसी की के को कोई कौन क्या
            क्यों गई गए गया जब जा जाता जाती जाते जिस जो तक तथा तो था थी थे दिया द्वारा ने नहीं पर बाद भी में
            यह या ये वह वाले वे से साथ सकता सकते ही हुआ हुई हुए है हैं हो होता होती होते होने""",
    }.items()
}
"""For each language, its function words in lower case, accents kept."""
