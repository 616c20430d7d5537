"""A recording is known by its bytes, and so is its length."""

import pytest

from handlers import sounds
from handlers.sounds import NotASound
from tests import sounds as invented


@pytest.mark.parametrize(
    ("content", "mime", "seconds"),
    [
        (invented.ogg(12), sounds.OGG, 12),
        (invented.m4a(5), sounds.M4A, 5),
        (invented.mp3(), sounds.MP3, None),
        (b"ID3\x04" + bytes(300), sounds.MP3, None),
    ],
)
def test_what_phones_play_is_taken(content: bytes, mime: str, seconds: int | None) -> None:
    found = sounds.recognise(content)
    assert (found.mime, found.seconds) == (mime, seconds)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 not a sound",
        b"OggS" + bytes(20) + b"\x01vorbis" + bytes(40),
        b"\x1a\x45\xdf\xa3webm" + bytes(40),
        invented.m4a(handler=b"vide") + b"soun",
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b"\xff\xff\xff\xff" * 20,
    ],
    ids=["nothing", "letter", "vorbis", "webm", "film", "wave", "noise"],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(NotASound):
        sounds.recognise(content)
