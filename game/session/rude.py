"""Words that no name in a class may hold: a small list of our own, in the languages that its classes speak most.

It stops the plain cases, in any case of letters and spelt with signs that look alike; the host sees every wish before
it is shown, which stops the rest.
"""

from typing import Final

ANYWHERE: Final = (
    "arschloch", "asshole", "bastard", "bitch", "blowjob", "bollocks", "bullshit", "cabron", "connard", "cunt",
    "dickhead", "faggot", "fotze", "fuck", "hitler", "hurensohn", "jebac", "kurva", "kurwa", "maricon", "merde",
    "mierda", "motherfuck", "nigga", "nigger", "orospu", "pendejo", "penis", "pidor", "pizda", "putain", "scheiss",
    "schlampe", "schwuchtel", "shithead", "siktir", "stronzo", "tranny", "vaffanculo", "vagina", "wanker", "whore",
    "wichser", "бляд", "ебат", "пидор", "пизд", "хуе", "хуй",
)  # fmt: skip
"""Refused wherever they stand in a name; none of them lies inside a name that is common anywhere."""
ALONE: Final = (
    "anus", "arsch", "arse", "ass", "boob", "boobs", "chinga", "cock", "coon", "crap", "cul", "cum", "dildo", "fag",
    "fick", "gook", "homo", "hure", "kanake", "kill", "kkk", "milf", "nazi", "neger", "negro", "nutte", "piss", "poop",
    "porno", "pussy", "puta", "rape", "sex", "sexy", "shit", "shitty", "skank", "slut", "spast", "spic", "tit", "tits",
    "turd", "twat", "сука",
)  # fmt: skip
"""Refused only as a whole word, as they lie inside names that many bear: Cassandra, Ishita, Nazir, Thure."""
