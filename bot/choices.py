"""What an operator chooses among: the words of the settings that take one of several."""

from enum import StrEnum


class StaffTopics(StrEnum):
    """What a case's post in the staff's Telegram group may show."""

    #: of families, and of confidential cases: only id, language and a link to the desk
    CONFIDENTIAL = "confidential"
    #: text of everybody except in confidential cases
    ALL = "all"


class TranslatorName(StrEnum):
    """Who translates for colleagues, when they ask for it."""

    #: nobody: nothing is offered
    NONE = "none"
    #: a LibreTranslate server
    LIBRETRANSLATE = "libretranslate"
    #: DeepL
    DEEPL = "deepl"


class StaffLanguage(StrEnum):
    """The languages in which the posts in the staff's group are written."""

    #: English
    ENGLISH = "en"
    #: Dutch
    DUTCH = "nl"
    #: French
    FRENCH = "fr"
    #: German
    GERMAN = "de"


class LogFormat(StrEnum):
    """How a log line is written."""

    #: for people
    TEXT = "text"
    #: one JSON object a line
    JSON = "json"


class LogLevel(StrEnum):
    """The least urgent line that is written."""

    #: every step
    DEBUG = "debug"
    #: what happened
    INFO = "info"
    #: what may need a look
    WARNING = "warning"
    #: what failed
    ERROR = "error"
