"""A folder of catalogues to write into."""

from collections.abc import Callable
from pathlib import Path

import pytest

WriteCatalogue = Callable[[str, str, str], Path]

PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 :"
    " n%100>=11 ? 4 : 5)",
    "fr": "nplurals=2; plural=(n > 1)",
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 &&"
    " (n%100<10 || n%100>=20) ? 1 : 2)",
}


@pytest.fixture
def write_catalogue(tmp_path: Path) -> WriteCatalogue:
    """Write <language>/LC_MESSAGES/<domain>.po with a header before the given messages."""

    def write(language: str, domain: str, body: str) -> Path:
        path = tmp_path / language / "LC_MESSAGES" / f"{domain}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        plurals = PLURALS.get(language, "nplurals=2; plural=(n != 1)")
        header = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Plural-Forms: {plurals};\\n"\n'
        content_type = '"Content-Type: text/plain; charset=utf-8\\n"\n'
        path.write_text(f"{header}{content_type}\n{body}", "utf-8")
        return path

    return write
