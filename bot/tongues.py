"""Is each translation in the language it claims? The helpdesk's own recognition is asked."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from faq import language
from locales import check, languages, leaves
from locales.checks import form
from locales.leaves import Leaf

#: Texts of fewer words, without names, are judged by nobody.
WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """A translation that reads like another language."""

    leaf: Leaf
    #: the form of it that was read
    string: str
    #: the language that it reads like
    guess: str


def strangers(code: str) -> Iterator[Stranger]:
    """Texts of one language that surely read like another; one that is not known reads like none.

    Dari is read as Persian: no program tells them apart.
    """
    accepted = {code, *languages.chain(code)}
    for leaf in leaves.read(code).values():
        if leaf.domain == "faq" and leaf.key.endswith(check.NAMES):
            continue
        for string in leaf.strings:
            guess = judge(string, leaf.english, accepted)
            if guess is not None:
                yield Stranger(leaf=leaf, string=string, guess=guess)


def judge(string: str, english: Sequence[str], accepted: Collection[str]) -> str | None:
    """The language that a text surely is in, when that is none of these; None: all is well."""
    own = _without_names(string, english)
    if len(own.split()) < WORDS:
        return None
    guess = language.detect(own)
    return guess.code if guess.sure and guess.code not in accepted else None


def _without_names(string: str, english: Sequence[str]) -> str:
    """Words that the English has as well, such as names, say nothing about the language."""
    known = {word for said in english for word in said.split()}
    bare = form.PLACES.sub(" ", string)
    return " ".join(word for word in bare.split() if word not in known)
