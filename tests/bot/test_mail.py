"""One letter to a mail server: its form, its encryption, and every refusal as one of our faults."""

import asyncio

import pytest

from bot import mail
from bot.mail import MailError
from tests.fakes.smtp import FakeMail

WHO = ("help@example.org", "ana@example.org")


async def send(server: mail.Server) -> None:
    await asyncio.to_thread(mail.send, server, *WHO, "Somebody is waiting", "Language: ትግርኛ")


async def test_a_letter_arrives_whole_and_says_that_a_program_wrote_it() -> None:
    async with FakeMail().serving() as fake:
        await asyncio.to_thread(mail.check, mail.server(fake.url))
        assert fake.letters == [], "a check sends nothing"
        await send(mail.server(fake.url.replace("//", "//ana:secret@")))
    [(receiver, letter)] = fake.letters
    assert receiver == WHO[1]
    assert (letter["From"], letter["Subject"]) == (WHO[0], "Somebody is waiting")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().strip() == "Language: ትግርኛ"
    assert len(fake.signed_in) == 1


@pytest.mark.parametrize(
    ("word", "answer", "code", "retryable"),
    [
        ("MAIL", "451 later", "smtp_451", True),
        ("MAIL", "550 no", "smtp_550", False),
        ("RCPT", "450 busy", "receiver_450", True),
        ("RCPT", "550 unknown", "receiver_550", False),
        ("AUTH", "535 wrong", "sign_in_535", False),
    ],
)
async def test_a_refusal_says_whether_it_may_work_later(
    word: str, answer: str, code: str, retryable: bool
) -> None:
    async with FakeMail().serving() as fake:
        fake.answers[word] = answer
        with pytest.raises(MailError) as refused:
            await send(mail.server(fake.url.replace("//", "//ana:secret@")))
    assert (refused.value.code, refused.value.retryable) == (code, retryable)
    assert fake.letters == []


async def test_a_strange_goodbye_does_not_make_a_taken_letter_fail() -> None:
    async with FakeMail().serving() as fake:
        fake.answers["QUIT"] = "421 too slow"
        await send(mail.server(fake.url))
    assert len(fake.letters) == 1


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    async with FakeMail().serving() as fake:
        gone = mail.server(fake.url)
    with pytest.raises(MailError) as refused:
        await send(gone)
    assert refused.value.retryable


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example.org",
        "mail.example.org",
        "smtp://",
        "smtp://a:0",
        "smtp://a b",
        "smtp://a/b",
    ],
)
def test_what_is_no_mail_server_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(ValueError, match="write it like smtp://"):
        mail.address(url)


def test_the_parts_of_an_address_are_read() -> None:
    found = mail.server(mail.address("smtps://an%40a:p%3Aw@mail.example.org"))
    assert (found.host, found.port, found.is_tls) == ("mail.example.org", 465, True)
    assert (found.user, found.password) == ("an@a", "p:w")
    assert mail.server("smtp://mail.example.org").port == 587


@pytest.mark.parametrize("text", ["ana", "ana@x", "a@b.c, d@e.f", "a@b.c\nBcc: d@e.f", "<a@b.c>"])
def test_one_mailbox_is_one_address_and_nothing_beside_it(text: str) -> None:
    with pytest.raises(ValueError, match="is not an e-mail address"):
        mail.mailbox(text)


def test_spaces_round_a_mailbox_are_cut_off() -> None:
    assert mail.mailbox(" ana@example.org ") == "ana@example.org"
