"""What pages of many languages say around their articles: "Read more", "Next page", "Tag:", "Related posts"."""

import re

_MORE = (
    "read more|read on|read full|read article|read the (?:full )?(?:article|story|post|report|blog)|read all"
    "|read post"
    "|read story|continue reading|keep reading|continue|more|full story|full article|learn more|view more|see more"
    "|find out more|view article|view post|more details|details|go to article|open"
    "|leer m[aá]s|seguir leyendo|sigue leyendo|continuar leyendo|ver m[aá]s|m[aá]s informaci[oó]n"
    "|lire (?:la )?(?:plus|suite)(?: de l['’]article)?|en savoir plus|continuer la lecture|lire l['’]article|la suite"
    "|weiterlesen|mehr(?: lesen| erfahren)?|zum artikel|artikel lesen|lesen sie mehr"
    "|leia mais|ler mais|continue lendo|continuar a ler|saiba mais|continuar lendo"
    "|leggi (?:di pi[uù]|tutto|l['’]articolo)|continua a leggere|lees (?:meer|verder)|verder lezen|meer lezen"
    "|l[aä]s mer|les mer|l[æa]s mere|lue lis[aä][aä]|czytaj (?:dalej|wi[eę]cej)|wi[eę]cej|[cč][ií]st d[aá]le"
    "|cel[yý] [cč]l[aá]nek"
    "|devamını oku|daha fazla|читать (?:далее|полностью|дальше)|подробнее|далее|читати далі|докладніше"
    "|اقرأ المزيد|إقرأ المزيد|المزيد|قراءة المزيد|أكمل القراءة|متابعة القراءة|تابع القراءة|ادامه مطلب|بیشتر بخوانید"
    "|続きを読む|もっと見る|阅读更多|閱讀更多|阅读全文|查看更多|更多|继续阅读"
    "|더 ?보기|더 읽기|계속 읽기|קרא עוד|המשך לקרוא|קראו עוד"
    "|और पढ़ें|आगे पढ़ें|baca selengkapnya|selengkapnya|đọc tiếp|xem thêm|soma zaidi|legu pli|διαβάστε περισσότερα"
    "|citește mai mult"
)
_ARROWS = r"[\s»›→⟶➔➜▶>«‹←⟵<…\.\[\]():|+–—-]*"
MORE = re.compile(rf"{_ARROWS}(?:{_MORE}){_ARROWS}\Z", re.IGNORECASE)
"""The whole text of a link that leads on to the article that it stands under."""

MORE_OF = re.compile(
    rf"{_ARROWS}(?:read (?:more|the rest|full)|continue reading|leer m[aá]s|seguir leyendo|lire la suite|en savoir plus"
    r"|weiterlesen|leia mais|continue lendo|leggi (?:di pi[uù]|tutto)|lees (?:meer|verder)|читать далее"
    r"|اقرأ المزيد|متابعة القراءة|אודות)\b.{1,300}\Z",
    re.IGNORECASE,
)
"""The same with the title of the article, as it is written for people who hear the page."""

ARROW_AT_END = re.compile(r"[»›→⟶➔➜▶«‹←…]\s*\Z")

NEXT = re.compile(
    rf"{_ARROWS}(?:next(?: page| posts| entries| articles)?|older(?: posts| entries| articles| news| stories)?"
    r"|previous (?:posts|entries)|more (?:posts|articles|news)|load more|show more"
    r"|siguientes?(?: p[aá]gina)?|p[aá]gina siguiente|entradas (?:m[aá]s )?(?:antiguas|anteriores)"
    r"|suivante?s?|page suivante|articles? (?:plus anciens|pr[eé]c[eé]dents)"
    r"|n[aä]chste(?: seite)?|weiter|[aä]ltere (?:beitr[aä]ge|artikel)"
    r"|pr[oó]xim[ao](?: p[aá]gina)?|seguinte|p[aá]gina seguinte|posts? (?:mais )?antigos"
    r"|successiv[ao]|pagina successiva|avanti"
    r"|volgende(?: pagina)?|n[aä]sta(?: sida)?|neste(?: side)?|n[æa]ste(?: side)?|seuraava|nast[eę]pna|dalej"
    r"|dal[sš][ií]"
    r"|sonraki(?: sayfa)?|следующая(?: страница)?|вперед|вперёд|наступна"
    r"|التالي|الصفحة التالية|بعدی|次へ|次のページ|下一页|下一頁|다음|הבא|अगला|berikutnya|selanjutnya|tiếp|επόμενη"
    rf"){_ARROWS}\Z",
    re.IGNORECASE,
)
NEXT_ARROW = re.compile(r"[»›→⟶➔➜▶>]{1,2}\Z")

_A_TAG = (
    "tags?|tagged(?: with| as)?|posts? tagged(?: with| as| in)?|articles? tagged(?: with)?|entries tagged(?: with)?"
    "|tag archives?(?: for)?|category(?: archives?(?: for)?)?|categories|archives? (?:for|by) (?:tag|category"
    "|topic)|topics?|subject|theme|keyword"
    "|browsing (?:tag|category)|archives? for|posts in(?: category)?|posts about|news about|filed under|all posts in"
    "|etiquetas?|archivo de (?:la )?(?:etiqueta|categor[ií]a)|entradas etiquetadas(?: con| como)?|categor[ií]as?"
    "|temas?"
    "|[eé]tiquettes?|mots?[- ]cl[eé]s?|archives? (?:de l['’][eé]tiquette|pour la cat[eé]gorie|par mot-cl[eé]"
    "|de la cat[eé]gorie)|cat[eé]gories?|th[eè]mes?|sujets?"
    "|schlagw[oö]rte?r?|schlagwort-?archive?|kategorien?|kategorie-?archive?|thema|themen|stichwort"
    "|marcador(?:es)?|arquivos? d[ae] (?:tag|categoria|etiqueta)|categoria|t[oó]pico|archivio (?:tag|categoria"
    "|per tag)|argomento"
    "|onderwerp|trefwoord|kategori|etikett|emneord|tagi|kategoria|etiket|kategoriya"
    "|метка|тег|рубрика|категория|архив (?:метки|рубрики)|мітка|позначка|категорія"
    "|الوسم|وسم|التصنيف|تصنيف|الأرشيف|أرشيف الوسم|برچسب|دسته"
    "|标签|標籤|分类|分類|タグ|カテゴリー|태그|카테고리|תגית|קטגוריה|टैग|श्रेणी"
)
A_TAG = re.compile(
    rf"(?:{_A_TAG})\s*(?:[:：|»›>–—-]\s*(?P<after>\S.*)|[“\"'«‘「](?P<quoted>[^”\"'»’」]+)[”\"'»’」]?)\Z",
    re.IGNORECASE,
)
"""A heading that says of what the page is an archive, with the label."""

A_TAG_WORD = re.compile(rf"(?:{_A_TAG})\s*[:：]?\Z", re.IGNORECASE)

NO_TAG = re.compile(
    r"(?:(?:posts? by|author|autor|auteur|autore|verfasser|articles? by|all posts by|author archives?)\b"
    r"|(?:daily|monthly|yearly|date|month|year|day|mes|mois|monat|archives? for (?:january|february|march|april"
    r"|may|june"
    r"|july|august|september|october|november|december|\d{4}))\b"
    r"|(?:search|you searched|results? (?:for|of)|resultados|r[eé]sultats|suche|نتائج)\b|(?:page|p[aá]gina"
    r"|seite) \d)",
    re.IGNORECASE,
)

RELATED = re.compile(
    r"(?:related|you (?:may|might) (?:also )?(?:like|enjoy)|recommended|more (?:from|like|in|on|stories|news)"
    r"|also (?:read|see|of interest)|popular|trending"
    r"|most (?:read|viewed|popular|shared)|recent (?:posts|comments|articles|news|entries)|latest (?:tweets"
    r"|comments|posts)|featured|editor['’]s (?:pick|choice)|don['’]t miss|what['’]s hot|top (?:posts|stories"
    r"|news)"
    r"|see also|read next|subscribe|newsletter|follow us|about (?:us|the)|contact|upcoming events|events"
    r"|relacionad[oa]s|tambi[eé]n te puede|lo m[aá]s (?:le[ií]do|visto)|entradas recientes|art[ií]culos (?:relacionados"
    r"|recientes)|populares"
    r"|articles? (?:similaires|li[eé]s|r[eé]cents)|[aà] lire aussi|sur le m[eê]me (?:sujet|th[eè]me)|les plus lus"
    r"|populaires"
    r"|[aä]hnliche|verwandte|auch interessant|meistgelesen|beliebt|neueste (?:beitr[aä]ge|kommentare)|das k[oö]nnte"
    r"|articoli correlati|potrebbe interessarti|pi[uù] letti|relacionad[ao]s|leia tamb[eé]m|mais lidas|gerelateerd"
    r"|meest gelezen"
    r"|похожие|читайте также|популярн|последние записи|مقالات ذات صلة|مواضيع ذات صلة|ذات صلة|قد يعجبك|الأكثر قراءة"
    r"|اخترنا لك|関連|相关|相關|관련)",
    re.IGNORECASE,
)
"""The heading of a list that is not what the page is about."""

_ASIDE = (
    "sidebar widget widgets widget-area related menu submenu nav navbar navigation footer site-footer copyright"
    " breadcrumb"
    " breadcrumbs comments comment-list respond promo advert advertisement ads ad banner sponsored sponsor"
    " newsletter subscribe"
    " subscription cookie cookies social share sharing sharedaddy jp-relatedposts popular trending recent-posts"
    " recommended"
    " site-header masthead topbar toolbar skip-link search-form searchform modal popup tagcloud tag-cloud"
    " complementary"
    " contentinfo search pagination pager page-numbers sticky-bar announcement"
).split()
_AROUND = "area wrap wrapper container list section inner content block box posts items links menu".split()
ASIDE = re.compile(
    rf"[ ](?:[a-z0-9]+[-_]{{1,2}})?(?:{'|'.join(map(re.escape, _ASIDE))})"
    rf"(?:[-_]{{1,2}}(?:{'|'.join(_AROUND)}|\d+))*(?=[ ])"
)
"""Class names and ids that are commonly given to what stands beside the articles of a page."""

BYLINE = re.compile(
    r"(?:by|von|por|par|di|door|av|af|autor|author|auteur|written by|posted by|published by|escrito por|publi[eé] par"
    r"|автор|بقلم|كتبه|作者)\s*[:：]?\s+(?P<who>\S.*)\Z",
    re.IGNORECASE,
)
