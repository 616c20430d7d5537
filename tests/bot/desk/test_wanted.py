"""What the inbox is asked for, from its address and back."""

from bot.desk.wanted import LONGEST, Wanted


def test_an_address_is_read_and_written_the_same() -> None:
    asked = {"view": "open", "q": "two  words", "language": "ar", "group": "gent", "page": "3"}
    wanted = Wanted.read(asked)
    assert wanted.words == "two words"
    assert wanted.link(page=3) == "/desk/?view=open&q=two+words&language=ar&group=gent&page=3"
    assert wanted.link() == "/desk/?view=open&q=two+words&language=ar&group=gent"
    assert wanted.link(language="") == "/desk/?view=open&q=two+words&group=gent"


def test_what_no_filter_knows_is_left_out() -> None:
    asked = {"language": "xx", "channel": "fax", "reason": "", "region": "moon", "page": "-1"}
    assert Wanted.read(asked) == Wanted()
    assert Wanted.read({"q": "\x00" + "x" * 500}).words == "x" * LONGEST


def test_a_group_is_found_by_a_part_of_its_name_whatever_its_accents() -> None:
    groups = {1: "Groupe d'accueil de Liège", 2: "Onthaalgroep Gent"}
    assert Wanted(group="LIEGE").narrow(groups).groups == [1]
    assert Wanted(group="zzz").narrow(groups).groups == []
    assert Wanted().narrow(groups).groups is None
