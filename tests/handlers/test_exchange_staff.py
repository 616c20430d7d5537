"""Who gets a question: readers of its language first, and nobody much more often than others."""

from db.exchange_members import Member
from handlers import exchange, exchange_staff


def member(number: int, *reads: str, received: int = 0) -> Member:
    return Member(contact_id=number, reads=frozenset(reads), postal_code="9000", received=received)


def test_readers_of_its_language_get_it_and_those_first_who_got_the_fewest() -> None:
    every = [
        member(1, "nl", received=3),
        member(2, "fr"),
        member(3, "fr", "nl", received=1),
        member(4, "nl"),
    ]
    chosen = exchange_staff.choose(every, "nl", 2)
    assert [one.contact_id for one in chosen] == [4, 3]


def test_where_nobody_reads_it_everybody_may_get_it_with_a_mark() -> None:
    every = [member(1, "nl"), member(2, "fr")]
    assert [one.contact_id for one in exchange_staff.choose(every, "ti", 20)] == [1, 2]


def test_only_the_municipality_is_named_as_its_reader_calls_it() -> None:
    assert exchange.place("9000", "fr") == "Gand"
    assert exchange.place("9000", "en") == "Gent"
    assert exchange.place("5000", "ar") == "Namur"
    assert exchange.place("1000", "de") == "Bruxelles / Brussel"
    assert exchange.place(None, "nl") is None and exchange.place("1001", "nl") is None
