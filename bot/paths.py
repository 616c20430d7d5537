"""Numbers in the paths of addresses, for every page of the program."""

from starlette import convertors


class Number(convertors.IntegerConvertor):
    """From one on, and never more than 64 bits hold: what no row can have is no address."""

    regex = "[1-9][0-9]{0,17}"


def register() -> None:
    """Lets routes that are made after this say `{id:number}`."""
    convertors.register_url_convertor("number", Number())
