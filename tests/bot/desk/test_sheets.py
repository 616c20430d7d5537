"""Files for spreadsheets: RFC 4180, a mark for Excel, and no formula that somebody else wrote."""

from bot.desk import sheets


def test_a_file_begins_with_the_mark_and_quotes_what_needs_it() -> None:
    made = sheets.render(("week", "number"), [('a "b", c', 1.5), ("é\nf", None)])
    assert made == b'\xef\xbb\xbfweek,number\r\n"a ""b"", c",1.5\r\n"\xc3\xa9\nf",\r\n'


def test_text_that_looks_like_a_formula_stays_text_and_numbers_stay_numbers() -> None:
    cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "plain", -3]
    made = sheets.render(["a"], [[one] for one in cells]).decode("utf-8-sig")
    assert made.split("\r\n")[1:-1] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "plain", "-3"]
