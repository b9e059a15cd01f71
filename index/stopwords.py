"""Words too common to narrow a search, by language; they are indexed all the same."""

_LISTS = {
    "en": "a an and are as at be but by for from had has have he her his i if in into is it its no not of on or our "
    "she so such that the their then there these they this those to was we were what when where which who will with you your "
    "about all also am any been being can could did do does doing how may me more most my other out over same should some "
    "than them through too under until up very via whether while whom why would",
    "fr": "a au aux avec ce ces cet cette dans de des du elle elles en est et eu il ils je la le les leur leurs lui ma mais "
    "me meme mes mon ne nos notre nous on ou par pas plus pour qu que qui sa se ses son sont sur ta te tes toi ton tu un "
    "une vos votre vous y ete etre ont quel quelle quels quelles comment combien quand",
    "es": "a al algo como con contra cual cuales cuando cuanto cuantos de del desde donde el ella ellas ellos en entre era "
    "es esa ese eso esta este esto estos estas fue ha han hasta la las le les lo los mas me mi mientras muy no nos o para pero "
    "por porque que quien quienes se ser si sin sobre son su sus tambien tras un una uno unos y ya",
    "pt": "a ao aos as com como da das de do dos e ela elas ele eles em entre era essa esse esta este eu foi ha isso isto ja "
    "la lhe mais mas me na nas no nos o os ou para pela pelo por qual quando que quem se sem ser seu seus sua suas sao tambem "
    "te tem um uma",
    "it": "a ai al alla alle allo anche che chi ci come con cui da dai dal dalla de degli dei del della delle di e ed gli ha "
    "hanno i il in io la le lo ma nei nel nella nelle non o per piu quale quando quanto se si sono su sul sulla tra un una uno",
    "de": "aber als am an auch auf aus bei bis da dann das dass dem den der des die dies diese dieser dieses doch du durch ein "
    "eine einem einen einer eines er es fur hat haben ich ihr im in ist ja kann kein mit nach nicht noch nur ob oder sehr sich "
    "sie sind so uber um und uns unter vom von vor war was welche welcher wenn wer werden wie wir wird wo zu zum zur",
    "nl": "aan als bij dan dat de den der des die dit door een en er had heb heeft het hij hoe ik in is je kan maar me met mijn "
    "na naar niet nog of om onder ook op over te toch tot uit van veel voor waar was wat we wel werd wie wij ze zich zij zijn zo",
    "ru": "а без был была были было быть в вам вас во вот все всего всех вы где да для до его ее если есть еще же за и из или им "
    "их к как какая какие какой какую когда кто ли мне мы на над не него нее нет ни них но о об он она они оно от по под при с "
    "сколько со так также там то того тоже только том у уже чего чем через что чтобы эта эти это этого этой этом",
    "ar": "في من على الى عن ان هو هي التي الذي الذين هذا هذه ذلك تلك ما ماذا متي متى اين كيف كم هل لا لم لن قد كان كانت يكون او ثم "
    "مع بين كل بعض عند بعد قبل حتي حتى اي اذا وقد لكن انه انها كما و",
    "tr": "acaba ama ancak bazi ben bir biz bu da daha de defa degil diye dolayi en gibi hangi hem hep her icin ile ise kac kadar "
    "ki kim kimin mi mu ne neden nedir nerede nasil o olan olarak oldu sen siz su tum ve veya ya zaman",
    "sv": "alla att av da de den det dig din du efter eller en ett fran for ha har hur i in inte jag kan man med men mig min nar "
    "nu och om pa sa sig sin ska som till under upp ut vad var vi vid",
    "da": "af alle at da de den der det dig du efter eller en er et for fra ham han har hun hvad hvor i ikke jeg kan man med men "
    "mig min nar og om op os pa sa sig sin skal som til ud under var vi",
    "no": "alle at av da de den der det du eller en er et etter for fra ham han har hun hva hvor i ikke jeg kan man med men meg "
    "min nar og om opp oss pa sa seg sin skal som til under ut var vi",
    "fi": "ei etta han he hyvin ja joka jos kanssa kuin kun kuka me mika missa mutta mina ne niin nyt ole oli on ovat se sen "
    "seka sina tai tama te vai",
    "hu": "a az egy es ez azt hogy nem is meg de mint csak ha mar vagy volt ki mi mit hol ezt",
    "ro": "a ai al ale am ar as au ca care ce cel cu da de din dar ei el ele este eu fi fost in la le lor lui mai mea mi nu o pe "
    "pentru prin sa sau se si sunt un una unei unui va",
    "el": "ο η το οι τα του της των τον την και κι να με σε για από απο που πως ως δεν μη θα είναι ειναι στο στη στον στην στα",
    "hi": "का के की को में से है हैं और पर यह वह एक ने तो ही भी था थे थी कि जो इस उस किस क्या कौन कब कहाँ",
    "id": "dan di ke dari yang untuk pada dengan adalah ini itu dalam tidak akan oleh atau sebagai apa siapa kapan dimana",
    "pl": "a i w z na do nie to jest sie ze o po od za jak co czy dla przez przy ale lub oraz ktory ktora ktore",
}

STOP_WORDS: dict[str, frozenset[str]] = {language: frozenset(words.split()) for language, words in _LISTS.items()}
"""Folded surface forms by primary language subtag; a language that is absent has none."""
