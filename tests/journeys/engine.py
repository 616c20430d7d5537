"""An answer engine that knows a table by heart, so that journeys need no model."""

from dataclasses import replace

from faq.chat import Chat
from faq.decision import Decision
from faq.understanding import Candidate, Understanding

#: An entry that is answered, and one that is offered beside it.
ENTRY, OTHER = "bank-account", "bills-and-debts"
#: Questions by what they are understood to be.
QUESTION = "How do we open a bank account?"
QUESTION_NL = "Hoe openen we een bankrekening voor het gezin?"
QUESTION_AR = "كيف نفتح حسابا في البنك؟"
QUESTION_FR = "Comment ouvrir un compte en banque pour la famille ?"
QUESTION_FA = "چگونه در بانک حساب باز کنیم؟"
#: Another two entries, whose answers depend on the region.
BY_REGION, ALSO_BY_REGION = "child-benefit", "school-costs"
REGIONAL = "Who pays the child benefit?"
REGIONAL_ELSEWHERE = "Who pays the child benefit in Brussels?"
REGIONAL_FR = "Qui paie les allocations familiales pour nos enfants ?"
TWO = "How do we open a bank account, and what about the bills?"
TWO_AR = "كيف نفتح حسابا في البنك، وماذا عن الفواتير؟"
TWO_REGIONAL = "Who pays the child benefit, and what does the school cost?"
MERCI = "Merci beaucoup pour votre aide précieuse"
VAGUE = "Something about money and the bank"
VAGUE_TI = "ብዛዕባ ገንዘብን ባንክን"
VAGUE_ELSEWHERE = "Something about money near Liège"
UNKNOWN = "Which football club should we support?"
UNKNOWN_TOO = "Who paints the best still lifes?"
HELLO = "hello"
FINE = "fine then"
#: Asking for a call is asking for a person, too: the engine says so.
CALL_ME = "bel mij"
DANGER = "My husband hits me"
DANGER_TI = "ሰብኣየይ ይወቅዓኒ ኣሎ"
COMPLAINT = "The volunteer shouted at my children"
DANGER_FA = "شوهرم مرا می‌زند"
FIRE = "Our kitchen is on fire"
HOMESICK_AR = "نحن بخير لكننا نشتاق إلى أهلنا"
#: Perhaps a danger, perhaps a question: it is answered, with a person beside.
DOUBTFUL = "They were beaten in the last match, how do we open a bank account?"
DOUBTFUL_TI = "ባንክ ሕሳብ ብኸመይ ንኸፍት፡ ተሃሪምና"
DOUBTFUL_LETTER = "They refused it, and who pays the child benefit?"
POISON = "a text that breaks the engine"


class FakeEngine:
    """Stands where `faq.engine.Engine` stands; whatever it does not know is unsure."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        #: what it was told beside each text
        self.hints: list[dict[str, object]] = []
        self.known = {
            QUESTION: answer("en", ENTRY),
            QUESTION_NL: answer("nl", ENTRY),
            QUESTION_AR: answer("ar", ENTRY),
            QUESTION_FR: answer("fr", ENTRY),
            QUESTION_FA: answer("fa", ENTRY),
            REGIONAL: answer("en", BY_REGION),
            REGIONAL_ELSEWHERE: answer("en", BY_REGION),
            REGIONAL_FR: answer("fr", BY_REGION),
            TWO: answer("en", ENTRY, OTHER),
            TWO_AR: answer("ar", ENTRY, OTHER),
            TWO_REGIONAL: answer("en", BY_REGION, ALSO_BY_REGION),
            MERCI: understanding("fr", Decision.CHAT, chat=Chat.THANKS),
            VAGUE: understanding("en", Decision.CHOOSE, ranked=(ENTRY, OTHER)),
            VAGUE_TI: understanding("ti", Decision.CHOOSE, ranked=(ENTRY, OTHER)),
            VAGUE_ELSEWHERE: understanding("en", Decision.CHOOSE, ranked=(BY_REGION, OTHER)),
            UNKNOWN: understanding("en", Decision.UNSURE),
            UNKNOWN_TOO: understanding("en", Decision.UNSURE),
            FINE: understanding("en", Decision.CHAT, chat=Chat.FINE),
            HELLO: understanding("en", Decision.CHAT, chat=Chat.GREETING),
            CALL_ME: understanding("nl", Decision.SENSITIVE, intent="wants-a-human"),
            DANGER: understanding("en", Decision.SENSITIVE, intent="domestic-violence"),
            DANGER_TI: understanding("ti", Decision.SENSITIVE, intent="domestic-violence"),
            DANGER_FA: understanding("fa", Decision.SENSITIVE, intent="domestic-violence"),
            FIRE: understanding("en", Decision.SENSITIVE, intent="fire-gas-danger-at-home"),
            DOUBTFUL: replace(answer("en", ENTRY), doubt="domestic-violence"),
            DOUBTFUL_TI: replace(understanding("ti", Decision.UNSURE), doubt="domestic-violence"),
            DOUBTFUL_LETTER: replace(
                understanding("en", Decision.CHOOSE, ranked=(BY_REGION, OTHER)),
                doubt="legal-deadline-negative-decision",
            ),
            COMPLAINT: understanding(
                "en", Decision.SENSITIVE, intent="misconduct-by-volunteer-or-staff"
            ),
            HOMESICK_AR: understanding("ar", Decision.UNSURE),
        }

    def understand(self, text: str, **hints: object) -> Understanding:
        self.asked.append(text)
        self.hints.append(hints)
        if text == POISON:
            raise RuntimeError("poison")
        found = self.known.get(text) or understanding(None, Decision.UNSURE)
        return replace(found, text=text[:300])


def answer(language: str, entry_id: str, second: str | None = None) -> Understanding:
    found = understanding(language, Decision.ANSWER, ranked=(entry_id,))
    return replace(found, second=Candidate(entry_id=second, score=0.3) if second else None)


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
