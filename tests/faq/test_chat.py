"""What is no question gets what a polite person would say."""

import pytest

from faq import chat, engine, reading, replying, sensitive
from faq.chat import Chat

PHRASES = chat.load(engine.HERE / "chat.yaml")
#: What people say every day, by kind; a few in each language that writes to us.
EVERYDAY = {
    Chat.GREETING: """
        hello again | how are you? | Happy New Year! | goeiemorgen | hoe gaat het? |
        prettige feesten | ça va et vous ? | bonne année | comment allez-vous ? | Wie geht's? |
        frohe Weihnachten | كيف حالكم؟ | عيد مبارك | مساء الخير | خسته نباشید | نوروز مبارک |
        چطورید؟ | nasılsınız? | iyi bayramlar | tünaydın | як справи? | з Різдвом! |
        Христос воскрес | sidee tahay? | ciid wanaagsan | galab wanaagsan | ከመይ ኣለኹም፧ |
        ርሑስ በዓል | ከመይ ኣምሲኹም | ستړي مه شئ | اختر مو مبارک | څنګه یاست؟ | hûn çawa ne? |
        Newroz pîroz be | êvar baş | habari za asubuhi | hujambo | heri ya mwaka mpya""",
    Chat.THANKS: """
        ok thank you so much | heel erg bedankt | je vous remercie | vielen lieben Dank |
        جزاكم الله خيرا | دست شما درد نکند | sağ olun | щиро дякуємо |
        aad baad u mahadsan tahay | ብጣዕሚ የቐንየለይ | ډېره مننه کوم | gelek spas ji we re |
        asanteni sana""",
    Chat.GOODBYE: """
        ok see you tomorrow | good night | tot maandag | slaap lekker | à tout à l'heure |
        bonne nuit à tous | bis morgen! | إلى الغد | تصبحون على خير | شب بخیر، تا فردا |
        yarın görüşürüz | добраніч, до завтра | waa inoo berri | ጽባሕ ንራኸብ | شپه مو پخیر |
        şev baş | usiku mwema""",
    Chat.FINE: """
        yes | sorry | one moment please | I'm late | ok understood | we are on our way |
        sorry dat ik te laat ben | momentje | begrepen | we zijn onderweg |
        désolée pour le retard | un instant | j'ai compris | ich komme etwas später |
        alles klar | رح اتأخر شوي | دقيقة | فهمت | یک لحظه | دیر کردم | متوجه شدم |
        geç kalacağım | bir dakika | tamam anladım | запізнююсь | хвилинку | зрозуміло |
        waan daahayaa | hal daqiiqo | waan fahmay | ደንጕየ ኣለኹ | ሓንቲ ደቒቕ | ተረዲኡኒ | ناوخته راځم |
        یوه دقیقه | پوه شوم | ez dereng mam | deqeyek | min fêm kir | nimechelewa |
        dakika moja | nimeelewa""",
}
#: "It goes so so" that is a yes and a no of two languages beside each other, or all consonants.
KNOWN_SLIPS = {"na ja", "schlecht"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hello!", Chat.GREETING),
        ("hallo goeiemorgen", Chat.GREETING),
        ("السلام عليكم", Chat.GREETING),
        ("Bonjour 🙂", Chat.GREETING),
        ("ok merci beaucoup", Chat.THANKS),
        ("Bedankt!!!", Chat.THANKS),
        ("Tot ziens", Chat.GOODBYE),
        ("Are you a robot?", Chat.ROBOT),
        ("es-tu un robot ?", Chat.ROBOT),
        ("هل أنت روبوت؟", Chat.ROBOT),
        ("ja", Chat.FINE),
        ("👍👍", Chat.EMOJI),
        ("https://example.org/a?b=c", Chat.LINK),
        ("www.example.be", Chat.LINK),
        ("", Chat.NONSENSE),
        ("???", Chat.NONSENSE),
        ("12345", Chat.NONSENSE),
        ("x", Chat.NONSENSE),
        ("aaaaaa", Chat.NONSENSE),
        ("asdfghjkl", Chat.NONSENSE),
        ("grtzpkwx", Chat.NONSENSE),
    ],
)
def test_small_talk_is_recognised(text: str, kind: Chat) -> None:
    assert chat.recognise(text, PHRASES) is kind


@pytest.mark.parametrize("kind", EVERYDAY)
def test_what_people_say_every_day_is_small_talk(kind: Chat) -> None:
    said = [one.strip() for one in EVERYDAY[kind].split("|")]
    heard = {one: chat.recognise(one, PHRASES) for one in said}
    assert heard == dict.fromkeys(said, kind)


def test_a_phrase_is_a_text_of_one_kind() -> None:
    raw = reading.parse(engine.HERE / "chat.yaml")
    every = [(kind, one) for kind, rows in raw.items() for row in rows for one in row]
    assert [one for _, one in every if not reading.is_text(one)] == []
    assert {one: chat.recognise(one, PHRASES) for _, one in every} == {
        one: Chat(kind) for kind, one in every
    }


def test_nothing_that_may_be_a_cry_for_help_is_small_talk() -> None:
    intents = sensitive.load(engine.HERE / "sensitive.yaml", engine.HERE / "patterns.yaml")
    examples = [one for it in intents.values() for own in it.examples.values() for one in own]
    words = reading.parse(replying.PATH)
    troubled = [one for mood in ("help", "so_so") for row in words[mood] for one in row]
    cries = [one for one in (*examples, *troubled) if any(c.isalpha() for c in one)]
    assert {one for one in cries if chat.recognise(one, PHRASES)} == KNOWN_SLIPS
    for last_words in ("sorry, thank you for everything, goodbye", "سامحوني وداعا", "no good"):
        assert chat.recognise(last_words, PHRASES) is None


@pytest.mark.parametrize(
    "text",
    [
        "hello, how do we find a dentist?",
        "OCMW",
        "BIM",
        "tandarts",
        "Is https://example.org the right page for child benefit?",
        "الطبيب",
        "school?",
        "112",
    ],
)
def test_what_may_be_a_question_is_not_small_talk(text: str) -> None:
    assert chat.recognise(text, PHRASES) is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Bonjour !", ("fr",)),
        ("Goedemorgen", ("nl",)),
        ("سلام", ("ar", "fa", "ps")),
        ("ok", None),
        ("hi", ()),
        ("how do we find a dentist", None),
    ],
)
def test_a_greeting_tells_its_languages(text: str, codes: tuple[str, ...] | None) -> None:
    assert chat.languages_of(text) == codes
