"""Invented recordings: the bytes by which their kind and length are known, and nothing to hear."""

import struct


def ogg(seconds: int = 3) -> bytes:
    """Two pages of Ogg: Opus begins, and ends at a sample."""

    def page(samples: int, body: bytes) -> bytes:
        return b"OggS\x00\x02" + struct.pack("<qIIIB", samples, 7, 0, 0, 1) + b"\x13" + body

    return page(0, b"OpusHead" + bytes(11)) + page(seconds * 48_000, bytes(40))


def m4a(seconds: int = 3, handler: bytes = b"soun") -> bytes:
    """A movie without pictures, as an iPhone's dictaphone makes them."""
    header = struct.pack(">II", 0, 0) + struct.pack(">II", 1000, seconds * 1000)
    return (
        b"\x00\x00\x00\x20ftypM4A "
        + bytes(16)
        + b"mvhd\x00\x00\x00\x00"
        + header
        + (bytes(40) + b"hdlr" + bytes(8) + handler + bytes(20))
    )


def mp3() -> bytes:
    return b"\xff\xfb\x90\x00" + bytes(400)
