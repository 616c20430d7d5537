"""Plain words for how people want to be written to, in every language, as the whole message.

Only polite words may stand around them: whoever says anything else is read as a question.
Compared as `keywords.fold` leaves them. The words of calls and of STOP are elsewhere.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from locales import keywords


class Wish(StrEnum):
    """What somebody wants."""

    #: how do you write to me?
    MENU = "menu"
    #: ask me again later
    LATER = "later"
    #: not so many messages
    LESS = "less"
    #: no messages for a while
    PAUSE = "pause"
    #: the pause is over
    GO_ON = "go_on"
    #: not in the morning
    NO_MORNING = "no_morning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """ "Write to me at …"."""

    #: None: it may mean two times of the day
    time: dt.time | None


def _words(written: str) -> frozenset[str]:
    """Words between bars, folded; a line may end with one. A star stands for a time."""
    parts = (keywords.fold(part.replace("*", "0")) for part in written.split("|"))
    return frozenset(part.replace("0", "*") for part in parts if part)


WORDS: Mapping[Wish, frozenset[str]] = {
    Wish.MENU: _words(
        """
/messages | messages | my messages | berichten | mijn berichten | mes messages | nachrichten |
meine nachrichten | رسائل | الرسائل | رسائلي | پیام ها | پیام‌ها | پیامها | mesajlar | mesajlarım |
mesajlarim |
повідомлення | پیغامونه | መልእኽትታት | fariimaha | peyam | peyamen min | ujumbe | ujumbe wangu
"""
    ),
    Wish.LATER: _words(
        """
later | later please | not now | not now please | ask me later | nu niet | niet nu | straks |
later aub | later alstublieft | vraag het later | plus tard | plus tard svp | pas maintenant |
plus tard s'il vous plait | spater | spater bitte | bitte spater | nicht jetzt | jetzt nicht |
لاحقا | لاحقًا | فيما بعد | ليس الآن | ليس الان | في وقت لاحق | بعدين |
بعدا | بعداً | الان نه | الآن نه | حالا نه | پسان | sonra | daha sonra | simdi degil |
пізніше | не зараз | потім | وروسته | بیا وروسته | اوس نه | ድሓር | ደሓር | ሕጂ ኣይኮነን |
hadhow | mar dambe | goor dambe | hadda maya | pase | niha na | ne niha | baadaye | si sasa |
sio sasa
"""
    ),
    Wish.LESS: _words(
        """
less often | write less often | please write less often | fewer messages | less messages |
not so often | write to me less often | write me less often | minder vaak |
schrijf mij minder vaak | schrijf me minder vaak | schrijf minder vaak | minder berichten |
niet zo vaak |
moins souvent | ecrivez-moi moins souvent | ecrivez moi moins souvent | moins de messages |
pas si souvent | seltener | weniger nachrichten | nicht so oft | weniger oft |
schreiben sie seltener | رسائل أقل | رسائل اقل | ليس كثيرا | اكتبوا لي أقل | اكتبوا لي اقل |
پیام کمتر | کمتر پیام بدهید | کمتر پیام بفرستید | کمتر بنویسید | daha az mesaj | daha seyrek |
daha az yazın | daha az yazin | рідше | пишіть рідше | менше повідомлень | لږ پیغامونه |
لږ پیغامونه رالیږئ | ውሑድ መልእኽቲ | ቁሩብ መልእኽቲ | fariimo yar | fariimo ka yar | kem peyam |
kemtir peyam | kemtir binivisin | ujumbe mchache | ujumbe mchache zaidi | mara chache zaidi
"""
    ),
    Wish.PAUSE: _words(
        """
pause | a pause | pause please | take a break | pause messages | no messages for now | pauze |
een pauze | even pauze | even geen berichten | voorlopig geen berichten | une pause |
faites une pause | pas de messages pour le moment | eine pause | bitte pause |
vorerst keine nachrichten | استراحة | توقف مؤقت | إيقاف مؤقت | ايقاف مؤقت | وقفه |
فعلا پیام ندهید | فعلا پیام نفرستید | ara ver | ara verin | simdilik mesaj yok | пауза |
поки без повідомлень | لنډه وقفه | ዕረፍቲ | nasasho | hakad | navber | behnvedan | mapumziko |
pumziko
"""
    ),
    Wish.GO_ON: _words(
        """
write to me again | write again | end the pause | messages again | schrijf me weer |
schrijf mij weer | einde pauze | einde van de pauze | weer berichten | fin de la pause |
ecrivez-moi a nouveau | ecrivez moi a nouveau | ecrivez-moi de nouveau |
schreiben sie mir wieder | pause beenden | wieder nachrichten | اكتبوا لي من جديد |
اكتبوا لي مرة أخرى | اكتبوا لي مرة اخرى | إنهاء الاستراحة | دوباره به من بنویسید |
دوباره پیام بدهید | bana tekrar yazın | bana tekrar yazin | tekrar yazın | tekrar yazin |
пишіть мені знову | пишіть знову | بیا راته ولیکئ | ደጊምኩም ጽሓፉለይ | mar kale ii soo qora |
disa ji min re binivisin | niandikieni tena
"""
    ),
    Wish.NO_MORNING: _words(
        """
not in the morning | no messages in the morning | don't write in the morning |
do not write in the morning | niet 's morgens | 's morgens niet | niet 's ochtends |
niet in de ochtend | pas le matin | pas de messages le matin | nicht am morgen |
nicht morgens | morgens nicht | nicht vormittags | ليس في الصباح | ليس صباحا | ليس صباحًا |
لا رسائل في الصباح | صبح نه | صبح ها نه | صبح‌ها نه | صبح پیام ندهید | sabah degil |
sabahları yazmayın | sabahlari yazmayin | не вранці | не зранку | вранці не пишіть |
سهار نه | سهار مه لیکئ | ንግሆ ኣይኮነን | ንግሆ ኣይትጽሓፉለይ | subaxdii maya |
subaxdii ha ii soo qorina | ne sibehe | sibehe na | sibehan nenivisin | si asubuhi |
sio asubuhi | msiniandikie asubuhi
"""
    ),
}
#: "Write to me at …": a star stands for the time.
AT = _words(
    """
write to me at * | write me at * | please write to me at * | message me at * | schrijf me om * |
schrijf mij om * | schrijf om * | schrijf me altijd om * | stuur berichten om * |
ecrivez-moi a * | ecrivez moi a * | ecrivez a * | schreiben sie mir um * | schreibt mir um * |
schreib mir um * | bitte schreiben sie mir um * | schreiben sie um * | اكتبوا لي الساعة * |
اكتب لي الساعة * | اكتبوا لي في الساعة * | راسلوني الساعة * | راسلني الساعة * |
ساعت * به من بنویسید | به من ساعت * پیام بدهید | ساعت * پیام بدهید | ساعت * به من پیام بدهید |
bana saat * yazın | bana saat * yazin | saat * yazın | saat * yazin | bana saat *'de yazın |
bana saat *'da yazın | bana saat *'te yazın | bana saat *'ta yazın | пишіть мені о * |
пишіть о * | пишіть мені об * | пишіть мені в * | په * بجو راته ولیکئ | راته په * بجو ولیکئ |
saet * ji min re binivisin | ji min re saet * binivisin | di saet * de ji min re binivisin
"""
)
#: The same where hours are also counted from dawn: "6" may be noon.
AT_FROM_DAWN = _words(
    """
ሰዓት * ጽሓፉለይ | ii soo qor saacadda * | ii soo qora saacadda * | niandikieni saa * |
niandikie saa *
"""
)
#: Polite words, and words of wanting, that may stand before or behind a wish and change nothing.
POLITE = _words(
    """
please | thanks | thank you | hello | hi | i want | we want | i would like | we would like |
i'd like |
we'd like | i prefer | we prefer | i would prefer | we would prefer | can we have | can i have |
could we have | send us | send me | send |
aub | alstublieft | alsjeblieft | a.u.b. | graag | liever | dank u | dank je | bedankt | hallo |
dag |
ik wil | we willen | wij willen | ik had | we hadden | wij hadden | ik heb | we hebben |
wij hebben |
ik zou | we zouden | wij zouden | stuur | stuur ons | stuur mij | stuur me | ontvangen | krijgen |
mag ik | mogen we | mogen wij |
svp | s'il vous plait | s'il te plait | merci | bonjour | je veux | nous voulons | on veut |
je voudrais | nous voudrions | on voudrait | je prefere | nous preferons | on prefere | plutot |
envoyez | envoyez-nous | envoyez-moi | si possible |
bitte | danke | lieber | gerne | gern | ich will | wir wollen | ich mochte | wir mochten |
ich hatte |
wir hatten | haben | guten tag |
من فضلك | من فضلكم | لو سمحت | لو سمحتم | رجاء | شكرا | مرحبا | أريد | نريد | بدي | بدنا | نود |
أود |
أفضل | نفضل | أرسلوا | ارسلوا لنا | ارسلوا لي |
لطفا | ممنون | تشکر | سلام | می خواهم | می‌خواهم | میخواهم | می خواهیم | می‌خواهیم | میخواهیم |
lütfen | tesekkürler | merhaba | istiyorum | istiyoruz | isterim | isteriz | rica ederim |
будь ласка | дякую | дякуємо | я хочу | ми хочемо | хочу | хочемо | можна | надсилайте |
مهرباني وکړئ | مننه | غواړم | غواړو | زه | موږ |
በጃኹም | በጃኻ | የቐንየለይ | እደሊ | ንደሊ | እደሊ እየ | ንደሊ ኢና |
fadlan | mahadsanid | waxaan rabaa | waxaan rabnaa | waxaan doonayaa | waxaan doonaynaa |
ji kerema xwe | spas | ez dixwazim | em dixwazin |
tafadhali | asante | nataka | ninataka | tunataka | naomba | tunaomba
"""
)
#: "We" where the agreed words say "I"; what comes of it must be agreed words as a whole.
WE: Mapping[str, str] = {
    "us": "me", "our": "my", "ons": "mij", "onze": "mijn", "nous": "moi", "nos": "mes",
    "uns": "mir",
    "unsere": "meine", "لنا": "لي", "ما": "من", "bize": "bana", "нам": "мені", "موږ": "راته",
    "noo": "ii", "me": "min", "tuandikieni": "niandikieni", "mtuandikie": "niandikie",
    "msituandikie": "msiniandikie",
}  # fmt: skip
_COMMAS = re.compile("[,،፣]")
#: The longest polite phrase, in words.
LONGEST_POLITE = 4
#: 18:00, 18.30, 18h30, 18u, 18 uur, 6 pm.
TIME = re.compile(
    r"\b(?P<hour>\d{1,2})(?:\s?[:.hu]\s?(?P<minute>\d{2}))?"
    r"(?:\s?(?P<mark>uhr|uur|heures|am|pm|h|u))?(?!\w)"
)
#: Nobody means an earlier hour when they say only a small number.
EARLIEST_SURE = 8
#: Times at which people are written to if they want.
FIRST, LAST = dt.time(7), dt.time(22)


def wish(text: str) -> Wish | None:
    """The wish that the whole message is, polite words around it left out; None for more."""
    said = _readings(keywords.fold(text))
    return next((name for one in said for name, words in WORDS.items() if one in words), None)


def is_meant(text: str) -> bool:
    """The whole message is a wish, perhaps with a time."""
    return wish(text) is not None or hour(text) is not None


def hour(text: str) -> Hour | None:
    """The time in "write to me at 18:00", as the whole message; None for anything else."""
    folded = _with_plain_digits(keywords.fold(text))
    found = list(TIME.finditer(folded))
    if len(found) != 1:
        return None
    start, end = found[0].span()
    said = _readings(f"{folded[:start]}*{folded[end:]}")
    shape = next((one for one in said if one in AT or one in AT_FROM_DAWN), None)
    if shape is None:
        return None
    return Hour(time=_time(found[0], least=13 if shape in AT_FROM_DAWN else EARLIEST_SURE))


def _readings(folded: str) -> tuple[str, ...]:
    """A folded message as it stands, without the polite words around it, and with I for we."""
    bare = _COMMAS.sub(" ", folded).split()
    while (shorter := _without_edge(bare)) != bare:
        bare = shorter
    meant = [WE.get(one, one) for one in bare]
    return tuple(dict.fromkeys((folded, " ".join(bare), " ".join(meant))))


def _without_edge(tokens: list[str]) -> list[str]:
    """Without one polite phrase before or behind; never nothing."""
    for length in range(min(LONGEST_POLITE, len(tokens) - 1), 0, -1):
        if " ".join(tokens[:length]) in POLITE:
            return tokens[length:]
        if " ".join(tokens[-length:]) in POLITE:
            return tokens[:-length]
    return tokens


def _time(found: re.Match[str], *, least: int) -> dt.time | None:
    """None where it may mean two times, or is none at which anybody is written to."""
    hour, minute, mark = int(found["hour"]), int(found["minute"] or 0), found["mark"]
    if mark in ("am", "pm") and 1 <= hour <= 12:
        hour, least = hour % 12 + (12 if mark == "pm" else 0), 0
    if not least <= hour < 24 or minute > 59:
        return None
    time = dt.time(hour, minute)
    return time if FIRST <= time <= LAST else None


def _with_plain_digits(text: str) -> str:
    return "".join(
        str(digit) if (digit := unicodedata.decimal(sign, None)) is not None else sign
        for sign in text
    )
