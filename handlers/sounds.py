"""What kind of sound a file holds, judged by its bytes and not by what a browser says."""

import struct
from dataclasses import dataclass

OGG, MP3, M4A = "audio/ogg", "audio/mpeg", "audio/mp4"
#: Samples a second by which Opus counts, whatever was recorded.
OPUS_RATE = 48_000
#: A page of Ogg begins so.
_PAGE = b"OggS"
#: The first bytes of a file, in which its kind shows.
_HEAD = 256


class NotASound(ValueError):
    """Choose a recording in Ogg with Opus, in MP3 or in M4A."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A recording that phones can play."""

    mime: str
    #: None: the file does not say
    seconds: int | None


def recognise(content: bytes) -> Sound:
    """The kind and length of a recording. Raises NotASound."""
    if content.startswith(_PAGE) and b"OpusHead" in content[:_HEAD]:
        return Sound(mime=OGG, seconds=_opus_seconds(content))
    if content[4:8] == b"ftyp" and b"soun" in content and b"vide" not in content:
        return Sound(mime=M4A, seconds=_m4a_seconds(content))
    if _is_mp3(content):
        return Sound(mime=MP3, seconds=None)
    raise NotASound(NotASound.__doc__)


def _is_mp3(content: bytes) -> bool:
    """With a tag in front, or beginning with a frame of layer III."""
    if content.startswith(b"ID3"):
        return len(content) > _HEAD
    if len(content) < 4 or content[0] != 0xFF:
        return False
    layer_three = content[1] & 0xE6 == 0xE2
    rate_and_bits = content[2] & 0xF0 != 0xF0 and content[2] & 0x0C != 0x0C
    return layer_three and rate_and_bits


def _opus_seconds(content: bytes) -> int | None:
    """The last page says up to which sample it goes."""
    last = content.rfind(_PAGE)
    if last < 0 or len(content) < last + 14:
        return None
    (samples,) = struct.unpack_from("<q", content, last + 6)
    return _whole(samples / OPUS_RATE) if samples > 0 else None


def _m4a_seconds(content: bytes) -> int | None:
    """The box of the movie's header; a recording that was streamed has nothing in it."""
    at = content.find(b"mvhd")
    if at < 0 or len(content) < at + 36:
        return None
    form, offset = (">IQ", 24) if content[at + 4] == 1 else (">II", 16)
    scale, length = struct.unpack_from(form, content, at + offset)
    return _whole(length / scale) if scale and length else None


def _whole(seconds: float) -> int | None:
    """A length that can be meant, at least a second."""
    return max(round(seconds), 1) if seconds < 24 * 3600 else None
