"""Frequent little words by which a short text gives its language away. Folded for Latin script."""

from collections import Counter


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


FREQUENT: dict[str, frozenset[str]] = {
    code: _words(line)
    for code, line in {
        "en": "the and is are was were what how where when who why which can could do does did we "
        "they he she it you my his her their our not have has had will would to of for with from "
        "this that there an if should must need get about i i'm don't",
        "nl": "de het een en is zijn was wat hoe waar wanneer wie waarom welke kan kunnen moet "
        "moeten mag mogen wij we ze zij hij ik je jij u mijn haar hun ons onze niet geen heeft "
        "hebben met van voor naar bij op aan uit dat dit er ook nog als om wordt worden krijgt "
        "krijgen doen te door dan want iemand iets gezin",
        "fr": "le la les un une des du de et est sont que qui quoi quel quelle comment ou quand "
        "pourquoi peut peuvent doit doivent nous ils elle elles il je tu vous mon ma mes son sa "
        "ses leur notre nos ne pas plus a ont avec pour dans chez sur au aux en ce cette on faut "
        "c'est j'ai qu'on est-ce d'un d'une famille",
        "de": "der die das ein eine einen und ist sind war was wie wo wann wer warum welche kann "
        "konnen muss mussen darf durfen wir sie er ich du mein meine ihr ihre unser nicht kein "
        "keine hat haben mit von fur nach bei auf an aus dass es auch noch wenn um wird werden "
        "zu zur zum im den dem bekommen",
        "tr": "bir ve bu ne nasil nerede nereye zaman kim neden hangi icin ile var yok mi mu "
        "degil ben sen biz siz onlar cok daha gibi ama kadar olarak evet gerekiyor istiyorum "
        "istiyor alabilir nereden musunuz miyiz misiniz aile cocuklar",
        "so": "waa ma iyo ka ku la soo u uu ay ayaa ayay baa waxaan waxa maxaa sidee xaggee goorma "
        "halkee yaa miyaa inaan inay in oo ee ah si loo lagu loogu kara karaa waxaanu noqon qoyska "
        "waan way wuu wuxuu rabaa carruurta guriga",
        "ku": "ez tu ew em hun li bi di ji ku u an ne na cawa ci kengi ki kijan ji bo ev wan "
        "me we min te dikare dikarin dixwazim dixwazin heye hene nine bo xwe da de re zarok malbat "
        "divê dive",
        "sw": "ni na ya wa kwa za la katika je nini wapi lini nani vipi gani jinsi yangu wangu "
        "yake wake wetu yetu sisi mimi yeye wao hawa hii huyu kuna hakuna ninaweza tunaweza "
        "wanaweza nataka tunahitaji familia watoto kama au lakini",
    }.items()
}

_SHARED_BY = Counter(word for line in FREQUENT.values() for word in line)


def weight(word: str, code: str) -> float:
    """How much a folded word speaks for a language: less when several know it."""
    return 1.0 / _SHARED_BY[word] if word in FREQUENT[code] else 0.0


ARABIC = _words(
    "في من على إلى الى ماذا كيف متى أين اين هل هذا هذه ما لا لم أن ان التي الذي مع عن كم نحن أنا "
    "انا هو هي كان يكون شو وين ليش بدي عندي عندنا لازم مش مو"
)
PERSIAN = _words(
    "از به در را که این آن است با برای چه چطور چگونه کجا کی آیا من ما شما او آنها می هم یا تا باید "
    "دارد داریم کنیم کنم شود هست چی خانواده بچه"
)
PASHTO = _words("د په کې ته له چې دی ده دي څنګه چېرته موږ زه تاسو هغه سره لپاره نه دا وي")
TIGRINYA = _words(
    "ኣብ ናብ ካብ እዩ እያ ድዩ ዲዩ ኣሎ ኣላ ኣለኹ ኣለና ንሕና ንሱ ንሳ ኣነ ከመይ እንታይ መዓስ ኣበይ ናይ ምስ ነቲ እቲ እታ ክኸውን ኣይኮነን ድማ "
    "ኣለዉ ዘሎ"
)
AMHARIC = _words(
    "ነው ናት ናቸው አለ አለች ነኝ እኔ እኛ እሱ እሷ ምን እንዴት የት መቼ ማን ላይ ውስጥ ወደ እና ግን ስለ አይደለም ይችላል እንችላለን አላቸው "
    "ለምን ያስፈልጋል አለብኝ አለብን እባክዎ የሚያስፈልገው"
)
