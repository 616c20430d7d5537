"""Plain words for calls, in every language that writes to us, as `keywords.fold` leaves them."""


def _words(written: str) -> frozenset[str]:
    """Words between bars; a line may end with one."""
    return frozenset(word for part in written.split("|") if (word := " ".join(part.split())))


#: "Call me", as the whole message.
CALL = _words(
    """
/call | call | call me | please call me | call me please | call me back |
please call me back | callback | can you call me | phone me | bel me | bel mij |
bel me terug | bel mij terug | bel me alsjeblieft | bel mij alsjeblieft | bel me aub |
bel mij aub | terugbellen | kunnen jullie mij bellen | kunnen jullie me bellen |
kunt u mij bellen | kan iemand mij bellen | kan je mij bellen | rappelez-moi | rappelez moi |
appelez-moi | appelez moi | appelez-moi, merci | appelez-moi svp | rappelez-moi svp |
rappelez-moi s'il vous plait | appelez-moi s'il vous plait | pouvez-vous m'appeler |
pouvez-vous me rappeler | rappelle-moi | rufen sie mich an | rufen sie mich zuruck |
rufen sie mich bitte an | bitte rufen sie mich an | bitte rufen sie an | ruf mich an |
ruckruf | bitte anrufen | konnen sie mich anrufen | اتصلوا بي | اتصل بي | اتصلوا بي من فضلكم |
كلموني | هاتفوني | ممكن تتصلوا بي | به من زنگ بزنید | با من تماس بگیرید |
لطفا به من زنگ بزنید | لطفا با من تماس بگیرید | به من زنگ بزن |
beni arayın | beni arayin | beni ara |
beni arayın lutfen | beni arayin lutfen |
lutfen beni arayın | lutfen beni arayin | beni geri arayın | beni geri arayin | зателефонуите мені |
подзвоніть мені | передзвоніть мені | передзвоніть | подзвоніть | ماته زنګ ووهئ |
ما ته زنګ ووهئ | زنګ راته ووهئ | راته زنګ ووهئ | ደውሉለይ | ብኽብረትኩም ደውሉለይ | ደውልለይ | i soo wac |
i soo waca | ii soo wac | fadlan i soo wac | fadlan i soo waca | ji min re telefon bikin |
telefoni min bikin | telefoni min bike | li min bigerin | ji kerema xwe telefoni min bikin |
nipigie simu | nipigieni simu | tafadhali nipigie simu | tafadhali nipigieni simu |
piga simu
"""
)
#: "Do not call me", as the whole message.
NO_CALL = _words(
    """
/nocall | no call | cancel the call | cancel my call | cancel call | do not call me |
don't call me | geen gesprek | niet bellen | bel me niet | bel mij niet |
annuleer het gesprek | gesprek annuleren | annuleer mijn gesprek | pas d'appel |
annulez l'appel | annuler l'appel | annuler mon appel | ne m'appelez pas | kein anruf |
anruf absagen | anruf stornieren | rufen sie mich nicht an | nicht anrufen | إلغاء المكالمة |
الغاء المكالمة | لا تتصلوا بي | بدون مكالمة | تماس را لغو کنید | زنگ نزنید | به من زنگ نزنید |
لغو تماس | beni aramayın | beni aramayin | aramayı iptal et | aramayi iptal et |
gorusmeyi iptal et | не телефонуите |
не телефонуите мені | не дзвоніть | не дзвоніть мені | скасувати дзвінок | زنګ مه وهئ |
زنګ لغوه کړئ | ኣይትደውሉለይ | ደወል ይሰረዝ | ha i soo wicin | wicitaanka jooji | telefon nekin |
telefoni min nekin | li min negerin | usinipigie simu | msinipigie simu | ghairi simu
"""
)
#: What takes back a call while it is spoken of; without one, some of these mean STOP.
REFUSALS = _words(
    """
cancel | cancel it | annuleer | annuleren | annuler | annulez | annule | absagen |
stornieren | abbrechen | إلغاء | الغاء | لغو | لغو کنید | iptal | iptal et | скасувати |
скасуите | لغوه | ይሰረዝ | jooji | betal bike | betal | ghairi
"""
)
