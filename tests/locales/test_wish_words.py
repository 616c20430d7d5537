"""Words for wishes count only as the whole message, and mean nothing else."""

import datetime as dt

import pytest

from locales import keywords, languages, wish_words
from locales.wish_words import Wish


@pytest.mark.parametrize("wish", Wish)
def test_every_word_means_one_wish_however_it_is_dressed(wish: Wish) -> None:
    for word in wish_words.WORDS[wish]:
        assert keywords.fold(word) == word, "words are kept as `fold` leaves them"
        for written in (word, word.upper(), f" {word}! ", f"{word}."):
            assert wish_words.wish(written) is wish, written


def test_no_word_means_two_things() -> None:
    words = [word for found in wish_words.WORDS.values() for word in found]
    assert len(words) == len(set(words))
    for word in words:
        assert not keywords.is_refusal(word), word
        for code in (None, *languages.LANGUAGES):
            assert keywords.command(word, code) is None, (word, code)
            assert keywords.reply(word, code) is None, (word, code)
    for shape in wish_words.AT | wish_words.AT_FROM_DAWN:
        assert keywords.fold(shape.replace("*", "0")) == shape.replace("*", "0")
        assert shape.count("*") == 1


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Later", Wish.LATER),
        ("Später!", Wish.LATER),
        ("Şimdi değil", Wish.LATER),
        ("Пізніше", Wish.LATER),
        ("paşê", Wish.LATER),
        ("ድሓር", Wish.LATER),
        ("Écrivez-moi moins souvent.", Wish.LESS),
        ("Pauze", Wish.PAUSE),
        ("توقف مؤقت", Wish.PAUSE),
        ("Niet 's morgens", Wish.NO_MORNING),
        ("later we go to the doctor", None),
        ("we had a pause at school", None),
        ("less often than before my son is ill", None),
        ("توقف", None),  # that is STOP
    ],
)
def test_a_wish_is_known_as_people_write_it_and_not_inside_a_sentence(
    text: str, wish: Wish | None
) -> None:
    assert wish_words.wish(text) is wish


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Write to me at 18:00", dt.time(18)),
        ("write to me at 6 pm", dt.time(18)),
        ("Schrijf me om 18u30", dt.time(18, 30)),
        ("schrijf mij om 9 uur", dt.time(9)),
        ("Écrivez-moi à 18 heures", dt.time(18)),
        ("Schreiben Sie mir um 18 Uhr", dt.time(18)),
        ("اكتبوا لي الساعة ١٨:٠٠", dt.time(18)),
        ("ساعت ۱۸ به من بنویسید", dt.time(18)),
        ("Niandikieni saa 18:00", dt.time(18)),
    ],
)
def test_an_hour_is_read_in_any_digits(text: str, time: dt.time) -> None:
    assert wish_words.hour(text) == wish_words.Hour(time=time)


@pytest.mark.parametrize(
    "text",
    [
        "write to me at 6",  # in the morning or in the evening?
        "Niandikieni saa 12",  # counted from dawn it is six
        "write to me at 3 am",
        "write to me at 25:00",
        "write to me at 18:75",
    ],
)
def test_an_hour_that_is_none_or_may_be_two_is_asked_for(text: str) -> None:
    assert wish_words.hour(text) == wish_words.Hour(time=None)


@pytest.mark.parametrize(
    "text", ["the doctor comes at 18:00", "18:00", "write to me", "at 9 or 10"]
)
def test_other_times_are_no_wish(text: str) -> None:
    assert wish_words.hour(text) is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("نريد رسائل أقل", Wish.LESS),
        ("liever minder berichten aub", Wish.LESS),
        ("Fewer messages, please", Wish.LESS),
        ("Schrijf ons minder vaak aub", Wish.LESS),
        ("Nous voudrions moins de messages, s'il vous plaît", Wish.LESS),
        ("Bitte weniger Nachrichten, danke", Wish.LESS),
        ("Daha az mesaj istiyoruz", Wish.LESS),
        ("لطفا پیام کمتر", Wish.LESS),
        ("Будь ласка, менше повідомлень", Wish.LESS),
        ("We would like a pause", Wish.PAUSE),
        ("Écrivez-nous à nouveau svp", Wish.GO_ON),
        ("please", None),
        ("fewer messages and a bigger house please", None),
        ("why do we get fewer messages", None),
        ("we want", None),
        ("not less often", None),
    ],
)
def test_polite_words_around_a_wish_change_nothing_and_any_other_does(
    text: str, wish: Wish | None
) -> None:
    assert wish_words.wish(text) is wish


@pytest.mark.parametrize(
    "text",
    ["اكتبوا لي في الساعة 18:00", "اكتبوا لنا في الساعة 18:00 من فضلكم",
     "Please write to us at 6 pm, thanks", "Schrijf ons om 18u aub"],
)  # fmt: skip
def test_we_may_be_written_to_at_an_hour_as_well(text: str) -> None:
    assert wish_words.hour(text) == wish_words.Hour(time=dt.time(18))
