"""Short answers are heard in thirteen languages; what has a word more is not guessed."""

import pytest

from faq import replying
from faq.replying import Mood

WORDS = replying.load()
ALL_GOOD = {
    "en": "Yes, all good, thank you",
    "nl": "Ja, alles goed, dank u",
    "fr": "Oui, tout va bien, merci !",
    "de": "Ja, alles gut. Vielen Dank",
    "ar": "نعم، كل شيء بخير، شكراً",
    "fa": "بله، همه چیز خوب است. ممنون",
    "tr": "Evet, her şey yolunda, teşekkürler",
    "uk": "Так, усе добре, дякую",
    "so": "Haa, wax walba waa fiican yihiin, mahadsanid",
    "ti": "እወ፡ ኩሉ ጽቡቕ እዩ። የቐንየለይ",
    "ps": "هو، هر څه ښه دي، مننه",
    "ku": "Erê, her tişt baş e, spas",
    "sw": "Ndiyo, kila kitu kiko vizuri, asante",
}
NEED_HELP = {
    "en": "We need help", "nl": "We hebben hulp nodig", "fr": "J'ai besoin d'aide",
    "de": "Ich brauche Hilfe", "ar": "أحتاج إلى مساعدة", "fa": "کمک لازم دارم",
    "tr": "Yardıma ihtiyacım var", "uk": "Мені потрібна допомога",
    "so": "Caawimaad baan u baahanahay", "ti": "ሓገዝ የድልየኒ", "ps": "مرستې ته اړتیا لرم",
    "ku": "Alîkarî pêwîst e", "sw": "Ninahitaji msaada",
}  # fmt: skip


@pytest.mark.parametrize("text", ALL_GOOD.values(), ids=ALL_GOOD)
def test_all_is_well_is_heard_in_every_language(text: str) -> None:
    heard = replying.hear(text, WORDS)
    assert heard.whole and Mood.GOOD in heard.moods
    assert not heard.moods & {Mood.HELP, Mood.SO_SO}


@pytest.mark.parametrize("text", NEED_HELP.values(), ids=NEED_HELP)
def test_a_call_for_help_is_heard_in_every_language(text: str) -> None:
    heard = replying.hear(text, WORDS)
    assert heard.whole and Mood.HELP in heard.moods


@pytest.mark.parametrize(
    ("text", "moods", "whole", "asks"),
    [
        ("not good", {Mood.SO_SO}, True, False),
        ("niet goed", {Mood.SO_SO}, True, False),
        ("👍🏽", {Mood.GOOD}, True, False),
        ("thank you", set(), True, False),
        ("All good. How do we open an account?", {Mood.GOOD}, False, True),
        ("All good. The bank is closed.", {Mood.GOOD}, False, False),
        ("We are not good at Dutch", set(), False, False),
        ("Ça va pas bien du tout", set(), False, False),
        ("all good but my son does not sleep", set(), False, False),
        ("", set(), True, False),
    ],
)
def test_only_what_is_said_whole_is_understood(
    text: str, moods: set[Mood], whole: bool, asks: bool
) -> None:
    heard = replying.hear(text, WORDS)
    assert (heard.moods, heard.whole, heard.asks) == (moods, whole, asks)


CANNOT_COME = {
    "en": "Sorry, we can't come tomorrow", "nl": "Helaas, wij kunnen niet komen",
    "fr": "Désolé, on ne peut pas venir", "de": "Leider können wir nicht kommen",
    "ar": "لا نستطيع أن نأتي", "fa": "متاسفانه نمی‌توانیم بیاییم", "tr": "Maalesef gelemeyiz",
    "uk": "На жаль, ми не можемо прийти", "so": "Ma iman karno", "ti": "ክንመጽእ ኣይንኽእልን",
    "ps": "بخښنه، موږ نشو راتلی", "ku": "Mixabin em nikarin bên", "sw": "Samahani, hatuwezi kuja",
}  # fmt: skip
COME = {
    "en": "ok we will come", "nl": "ok we komen", "fr": "Oui, nous venons", "de": "Ja, wir kommen",
    "ar": "نعم سنأتي", "fa": "بله می‌آییم", "tr": "Evet geliyoruz", "uk": "Так, ми прийдемо",
    "so": "Haa waan imanaynaa", "ti": "እወ ክንመጽእ ኢና", "ps": "هو موږ راځو", "ku": "Erê em tên",
    "sw": "Ndiyo tutakuja",
}  # fmt: skip


@pytest.mark.parametrize("text", CANNOT_COME.values(), ids=CANNOT_COME)
def test_whoever_cannot_come_is_heard_in_every_language(text: str) -> None:
    heard = replying.hear(text, WORDS)
    assert heard.whole and heard.moods == {Mood.CANNOT}


@pytest.mark.parametrize("text", COME.values(), ids=COME)
def test_whoever_comes_is_heard_in_every_language(text: str) -> None:
    heard = replying.hear(text, WORDS)
    assert heard.whole and Mood.COME in heard.moods and Mood.CANNOT not in heard.moods


@pytest.mark.parametrize(
    ("text", "moods"),
    [
        ("We cannot come because our daughter is ill", {Mood.CANNOT}),
        ("Wij kunnen niet komen, de kleine is ziek", {Mood.CANNOT}),
        ("لا نستطيع أن نأتي لأن ابنتنا مريضة", {Mood.CANNOT}),
        ("We cannot come by bus", set()),
        ("because we cannot", set()),
    ],
)
def test_an_answer_counts_before_its_reason_and_the_rest_is_not_guessed(
    text: str, moods: set[Mood]
) -> None:
    heard = replying.hear_clauses(text, WORDS, replying.reasons())
    assert heard.moods == moods and not heard.whole
