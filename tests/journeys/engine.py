"""An answer engine that knows a table by heart, so that journeys need no model."""

from faq.chat import Chat
from faq.decision import Decision
from faq.understanding import Candidate, Understanding

#: An entry that is answered, and one that is offered beside it.
ENTRY, OTHER = "bank-account", "bills-and-debts"
#: Questions by what they are understood to be.
QUESTION = "How do we open a bank account?"
QUESTION_NL = "Hoe openen we een bankrekening voor het gezin?"
QUESTION_AR = "كيف نفتح حسابا في البنك؟"
VAGUE = "Something about money and the bank"
UNKNOWN = "Which football club should we support?"
UNKNOWN_TOO = "Who paints the best still lifes?"
HELLO = "hello"
DANGER = "My husband hits me"
DANGER_TI = "ሰብኣየይ ይወቅዓኒ ኣሎ"
COMPLAINT = "The volunteer shouted at my children"
HOMESICK_AR = "نحن بخير لكننا نشتاق إلى أهلنا"
POISON = "a text that breaks the engine"


class FakeEngine:
    """Stands where `faq.engine.Engine` stands; whatever it does not know is unsure."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.known = {
            QUESTION: answer("en", ENTRY),
            QUESTION_NL: answer("nl", ENTRY),
            QUESTION_AR: answer("ar", ENTRY),
            VAGUE: understanding("en", Decision.CHOOSE, ranked=(ENTRY, OTHER)),
            UNKNOWN: understanding("en", Decision.UNSURE),
            UNKNOWN_TOO: understanding("en", Decision.UNSURE),
            HELLO: understanding("en", Decision.CHAT, chat=Chat.GREETING),
            DANGER: understanding("en", Decision.SENSITIVE, intent="domestic-violence"),
            DANGER_TI: understanding("ti", Decision.SENSITIVE, intent="domestic-violence"),
            COMPLAINT: understanding(
                "en", Decision.SENSITIVE, intent="misconduct-by-volunteer-or-staff"
            ),
            HOMESICK_AR: understanding("ar", Decision.UNSURE),
        }

    def understand(self, text: str, **hints: object) -> Understanding:
        del hints
        self.asked.append(text)
        if text == POISON:
            raise RuntimeError("poison")
        found = self.known.get(text) or understanding(None, Decision.UNSURE)
        return Understanding(
            text=text[:300],
            language=found.language,
            language_sure=found.language_sure,
            decision=found.decision,
            ranked=found.ranked,
            confidence=found.confidence,
            intent=found.intent,
            chat=found.chat,
        )


def answer(language: str, entry_id: str) -> Understanding:
    return understanding(language, Decision.ANSWER, ranked=(entry_id,))


def understanding(
    language: str | None,
    decision: Decision,
    *,
    ranked: tuple[str, ...] = (ENTRY,),
    intent: str | None = None,
    chat: Chat | None = None,
) -> Understanding:
    return Understanding(
        text="",
        language=language,
        language_sure=language is not None,
        decision=decision,
        ranked=tuple(Candidate(entry_id=one, score=0.4) for one in ranked),
        confidence=0.9,
        intent=intent,
        chat=chat,
    )
