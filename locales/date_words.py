"""Words with which people type a day and a time, in the languages in which they do; only tables.

A line holds what one thing is called, between bars, in any language: no word here means two
things. How the words are read together is in `typed_dates`.
"""

#: Monday first. Genitives and accusatives are there where a language says "on Tuesday" with them.
WEEKDAYS = (
    """maandag|ma|lundi|lun|montag|mo|monday|mon|الاثنين|الإثنين|اثنين|دوشنبه|دو شنبه|pazartesi|
    понеділок|понеділка|пн""",
    """dinsdag|di|mardi|dienstag|tuesday|tue|tues|الثلاثاء|ثلاثاء|الثلاثا|سه شنبه|سهشنبه|salı|
    вівторок|вівторка|вт""",
    """woensdag|wo|mercredi|mer|mittwoch|mi|wednesday|wed|الأربعاء|اربعاء|الاربعا|چهارشنبه|
    چهار شنبه|çarşamba|середа|середу|середи|ср""",
    """donderdag|do|jeudi|jeu|donnerstag|thursday|thu|thur|thurs|الخميس|خميس|پنجشنبه|پنج شنبه|
    perşembe|четвер|четверга|чт""",
    """vrijdag|vr|vrij|vendredi|ven|freitag|fr|friday|fri|الجمعة|جمعة|cuma|п'ятниця|п'ятницю|
    п'ятниці|пт""",
    """zaterdag|za|zat|samedi|sam|samstag|sonnabend|sa|saturday|sat|السبت|سبت|شنبه|cumartesi|
    субота|суботу|суботи|сб""",
    """zondag|zo|zon|dimanche|dim|sonntag|so|sunday|sun|الأحد|احد|یکشنبه|یک شنبه|pazar|неділя|
    неділю|неділі|нд""",
)
#: January first. Of the two sets of Arabic names, both; of Persian ones, those of this calendar.
MONTHS = (
    """januari|jan|janvier|janv|januar|jänner|january|يناير|كانون الثاني|ژانویه|جنوری|ocak|січень|
    січня""",
    """februari|feb|febr|février|fév|févr|februar|february|فبراير|شباط|فوریه|فبروری|şubat|лютий|
    лютого""",
    """maart|mrt|mars|märz|maerz|march|مارس|آذار|مارچ|mart|березень|березня""",
    """april|apr|avril|avr|أبريل|ابريل|نيسان|آوریل|اپریل|nisan|квітень|квітня""",
    """mei|mai|may|مايو|أيار|می|مه|mayıs|травень|травня""",
    """juni|jun|juin|june|يونيو|حزيران|ژوئن|جون|haziran|червень|червня""",
    """juli|jul|juillet|juil|july|يوليو|تموز|ژوئیه|جولای|temmuz|липень|липня""",
    """augustus|aug|août|august|أغسطس|آب|اوت|اگست|ağustos|серпень|серпня""",
    """september|sep|septembre|سبتمبر|أيلول|سپتامبر|eylül|вересень|вересня""",
    """oktober|okt|octobre|oct|october|أكتوبر|تشرين الأول|اکتبر|ekim|жовтень|жовтня""",
    """november|nov|novembre|نوفمبر|تشرين الثاني|نوامبر|kasım|листопад|листопада""",
    """december|dec|décembre|déc|dezember|dez|ديسمبر|كانون الأول|دسامبر|aralık|грудень|грудня""",
)
#: So many days from today.
AHEAD = {
    0: """vandaag|vanavond|vanmiddag|vanochtend|aujourd'hui|ce soir|heute|today|tonight|اليوم|
    امروز|امشب|bugün|bu akşam|сьогодні""",
    1: """morgen|demain|tomorrow|غدا|غدًا|بكرا|بكرة|فردا|yarın|завтра""",
    2: """overmorgen|après-demain|après demain|übermorgen|the day after tomorrow|
    day after tomorrow|بعد غد|بعد غدا|پس فردا|öbür gün|yarından sonra|післязавтра|بعد يومين""",
    7: """بعد أسبوع|in a week|over een week|dans une semaine|in einer Woche|bir hafta sonra""",
    14: """بعد أسبوعين""",
}
#: A word that also means the morning, behind the name of a day.
MORNING_TOO = "morgen"
#: The one after the present one: which Tuesday that is depends on who says it.
NEXT = """volgende|volgend|prochain|prochaine|nächsten|nächster|nächste|nächstes|next|القادم|
القادمة|المقبل|المقبلة|الجاي|الجاية|آینده|بعدی|gelecek|önümüzdeki|наступного|наступної|наступний|
наступну|наступна"""
#: The one that comes first.
THIS = """aanstaande|komende|deze|ce|cet|cette|diesen|diese|dieser|kommenden|kommende|this|coming|
هذا|هذه|این|همین|bu|цього|цієї|цей|цю|ця|найближчого|найближчу"""
#: In the week that begins next Monday.
NEXT_WEEK = """volgende week|la semaine prochaine|semaine prochaine|de la semaine prochaine|
nächste woche|nächster woche|next week|الأسبوع القادم|الأسبوع المقبل|من الأسبوع القادم|
من الأسبوع المقبل|هفته آینده|هفته بعد|gelecek hafta|önümüzdeki hafta|haftaya|наступного тижня"""
#: "in three days": before the number, or behind the unit.
AFTER_SO_MANY = "over|dans|in|بعد|через|sonra|دیگر|بعد از"
DAYS = "dag|dagen|jour|jours|tag|tage|tagen|day|days|يوم|أيام|روز|gün|день|дні|днів"
WEEKS = """week|weken|semaine|semaines|woche|wochen|weeks|أسبوع|أسابيع|هفته|hafta|тиждень|тижні|
тижнів"""
#: Before noon, and after it.
MORNING = """ochtend|'s ochtends|voormiddag|in de voormiddag|'s morgens|matin|du matin|le matin|
au matin|morgens|vormittag|vormittags|früh|am vormittag|morning|in the morning|صباحا|الصبح|
في الصباح|صبح|sabah|sabahı|sabahleyin|ранку|вранці|зранку"""
AFTERNOON = """namiddag|in de namiddag|middag|'s middags|'s namiddags|avond|'s avonds|après-midi|
après midi|l'après-midi|de l'après-midi|cet après-midi|soir|du soir|le soir|au soir|nachmittag|
nachmittags|mittag|am nachmittag|abend|abends|am abend|mittags|afternoon|in the afternoon|evening|
in the evening|pm|مساء|المساء|في المساء|بعد الظهر|العصر|عصرا|عصر|بعد از ظهر|بعدازظهر|شب|
öğleden sonra|akşam|akşamı|вечора|ввечері|увечері|дня|пополудні"""
#: Words of today that say which half of it is meant.
EVENING_TODAY = "vanavond|vanmiddag|ce soir|tonight|امشب|bu akşam"
NOON = "midi|noon"
#: Before an hour without anything else.
AT = """om|at|à|um|saat|الساعة|ساعة|ساعت|о|об|vanaf|rond|vers|gegen|around|ab|dès"""
#: Behind an hour.
HOUR = "uur|uhr|heures|heure|o'clock|hour|hours|година|годині|годин|год"
#: Before an hour: so many minutes more or less.
SHIFT_BEFORE = {
    -30: "half|halb",
    30: "half past",
    15: "kwart over|kwart na|viertel nach|quarter past",
    -15: "kwart voor|viertel vor|quarter to",
}
#: Behind an hour.
SHIFT_BEHIND = {
    30: "et demie|et demi|والنصف|ونصف|و نصف|و نیم|ونیم|buçuk",
    15: "et quart|والربع|وربع|و ربع",
    -15: "moins le quart|moins quart|إلا الربع|إلا ربع",
}
#: Between two times.
UNTIL = "tot|tot en met|jusqu'à|bis|until|till|to|حتى|إلى|الی|تا|до|kadar"
#: Numbers in words, from 1 to 12, where an hour or a number of days is expected.
NUMBERS = (
    "een|één|un|une|ein|eine|einer|eins|einem|one|الواحدة|یک|یه|bir|один|одну",
    "twee|deux|zwei|two|الثانية|دو|iki|два|дві",
    "drie|trois|drei|three|الثالثة|سه|üç|три",
    "vier|quatre|four|الرابعة|چهار|dört|чотири",
    "vijf|cinq|fünf|five|الخامسة|پنج|beş|п'ять",
    "zes|six|sechs|السادسة|شش|altı|шість",
    "zeven|sept|sieben|seven|السابعة|هفت|yedi|сім",
    "acht|huit|eight|الثامنة|هشت|sekiz|вісім",
    "negen|neuf|neun|nine|التاسعة|نه|dokuz|дев'ять",
    "tien|dix|zehn|ten|العاشرة|ده|десять",
    "elf|onze|eleven|الحادية عشرة|الحادية عشر|یازده|одинадцять",
    "twaalf|douze|zwölf|twelve|الثانية عشرة|الثانية عشر|دوازده|дванадцять",
)
#: Words that say nothing about when.
FILLERS = """op|de|den|van|het|dag|le|la|les|du|des|pour|der|dem|die|das|von|vom|the|of|from|for|on|
في|يوم|من|و|روز|در|günü|günün|te|ta|e|da|ye|ya|у|в|на|з|aub|alstublieft|svp|bitte|please|stp|
alsjeblieft|merci|danke|yıl|року|р|bij|en|et|und|and|am"""
#: Days and parts of them that are written as one word.
WRITTEN_TOGETHER = (
    (
        "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|morgen|overmorgen",
        "ochtend|voormiddag|namiddag|middag|avond",
    ),
    (
        "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag",
        "vormittag|mittag|nachmittag|abend",
    ),
)
