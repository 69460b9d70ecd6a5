"""How questions are worded in the languages that are read. Words stand in small letters, as they are spoken of a practice."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.contracts.clinic import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True)
class Wording:
    """One language. `telling` are the commonest words, by which it is told from the others."""

    telling: frozenset[str]
    ask: frozenset[str]
    """Words with which questions begin."""
    second: frozenset[str]
    """Those that begin a second question after `also`; without those that join clauses as well."""
    also: frozenset[str]
    choose: frozenset[str]
    """Words between two choices."""
    yes_or_no: frozenset[str]
    """Words with which questions begin that a yes or a no answers."""
    before: frozenset[str]
    """Words that may stand before the one a question begins with: `in which`, `and how`."""
    vague: tuple[str, ...]
    """What asks for anything at all."""
    mine: frozenset[str]
    """Whoever asks, alone or with others."""
    theirs: frozenset[str]
    unreal: str
    """A pattern of what speaks of what is over, or of what may never be."""


WORDINGS: Mapping[Language, Wording] = {
    "en": Wording(
        telling=_words(
            "the a an of to in on for with and is are do does did we i my our us me it that this what how which who why "
            "where when should can could would will you your they their any as at by not from about people be has have or "
            "if"
        ),
        ask=_words("how what which who whom whose why where when"),
        second=_words("how what which who whom whose why"),
        also=_words("and or"),
        choose=_words("or"),
        yes_or_no=_words(
            "is are am was were do does did can could should would will shall may might must has have had isn't aren't "
            "don't doesn't can't couldn't shouldn't wouldn't won't"
        ),
        before=_words("in on at by with for to from of under and but so about"),
        vague=(
            "any thoughts", "any ideas", "any advice", "any tips", "any suggestions", "what do you think", "what would you do",
            "your thoughts", "thoughts on", "best practice", "how to improve", "what to do", "how do we improve",
            "how can we improve", "how can i improve", "how do we do better", "how can we do better", "anything else",
        ),
        mine=_words("i me my mine we us our ours i'm i've i'd we're we've we'd myself ourselves"),
        theirs=_words("they he she them him her management"),
        unreal=r"\b(should|could)( (i|we))? have\b(?! to\b)|^what if\b|\bhypothetical",
    ),
    "fr": Wording(
        telling=_words(
            "le la les un une des du de à au aux en et est sont nous je mon ma mes notre nos vous il elle on que qui quoi "
            "comment quel quelle quels quelles pourquoi pour avec dans sur ne pas ce cette ces plus d' l' qu' j' c' n' s' "
            "sans chez leur leurs peut-on dois-je doit-on"
        ),
        ask=_words("comment quel quelle quels quelles que qu' qui quoi pourquoi où quand combien lequel laquelle"),
        second=_words("comment quel quelle quels quelles pourquoi combien lequel laquelle"),
        also=_words("et ou"),
        choose=_words("ou"),
        yes_or_no=_words(
            "est-ce est-il est-elle dois-je doit-on devons-nous devrais-je devrions-nous puis-je peut-on pouvons-nous "
            "pourrais-je pourrions-nous faut-il ai-je avons-nous a-t-on va-t-on avez-vous pouvez-vous sommes-nous sont- "
            "ils y-a-t-il vaut-il"
        ),
        before=_words("à de d' en avec pour par dans sur chez sous et mais alors jusqu'à depuis"),
        vague=(
            "des idées", "des conseils", "des suggestions", "qu'en pensez-vous", "que pensez-vous", "que faire", "une idée",
            "vos avis", "votre avis", "bonnes pratiques", "comment s'améliorer", "comment faire mieux",
        ),
        mine=_words(
            "je j' me m' moi mon ma mes nous notre nos on dois-je puis-je devrais-je pourrais-je ai-je suis-je vais-je "
            "devons-nous pouvons-nous devrions-nous pourrions-nous avons-nous sommes-nous doit-on peut-on a-t-on va-t-on "
            "pourrait-on devrait-on aurais-je aurions-nous"
        ),
        theirs=_words("ils elles il elle eux lui"),
        unreal=r"\baur(ais|ait|ions)(-(je|on|nous|il))? (dû|fallu|pu)\b|^et si\b",
    ),
    "de": Wording(
        telling=_words(
            "der die das ein eine einen einem einer den dem des und ist sind wir ich mein meine meinem unser unsere "
            "unserem uns mir mich in im zu zum zur mit für auf von vom bei wie was wer welche welcher welches warum nicht "
            "es sie sich man soll sollen sollten kann können wenn ob oder aus nach an am euch ihr"
        ),
        ask=_words(
            "wie was wer wen wem wessen welche welcher welches welchen welchem warum wieso weshalb wozu wo wohin woher "
            "wann womit wodurch woran worauf worin wovon"
        ),
        second=_words(
            "wie was wer wen wem wessen welche welcher welches welchen welchem warum wieso weshalb wozu wann womit "
            "wodurch woran"
        ),
        also=_words("und oder"),
        choose=_words("oder"),
        yes_or_no=_words(
            "ist sind bin war waren soll sollen sollte sollten kann können könnte könnten darf dürfen muss müssen hat "
            "haben habt wird werden würde würden gibt will wollen lohnt geht könnt macht"
        ),
        before=_words("in an auf mit bei zu von aus nach für durch über unter und aber also ab bis seit"),
        vague=(
            "irgendwelche ideen", "habt ihr ideen", "habt ihr tipps", "was denkt ihr", "was meint ihr", "was haltet ihr",
            "eure meinung", "was tun", "best practice", "wie werden wir besser", "wie können wir besser werden", "ideen dazu",
        ),
        mine=_words(
            "ich mich mir mein meine meinen meinem meiner meines wir uns unser unsere unseren unserem unserer "
            "unseres man"
        ),
        theirs=_words("er sie die ihnen ihm"),
        unreal=r"\bhätten? (ich|wir|man)\b.*\b(sollen|müssen|können)\b|^was wäre\b|\beines tages\b",
    ),
    "es": Wording(
        telling=_words(
            "el la los las un una unos unas de del al en y que qué cómo con para por es son nos mi mis nuestro nuestra "
            "nuestros nuestras yo nosotros se lo le les su sus no cuál cuáles quién quiénes dónde cuándo más sin debo "
            "debemos puedo podemos podría podríamos hay sobre o si"
        ),
        ask=_words("cómo qué cuál cuáles quién quiénes dónde adónde cuándo cuánto cuánta cuántos cuántas"),
        second=_words("cómo qué cuál cuáles quién quiénes cuándo cuánto cuánta cuántos cuántas"),
        also=_words("y e o u"),
        choose=_words("o u"),
        yes_or_no=_words(
            "es son debo debemos deberíamos debería puedo podemos podría podríamos hay tiene tenemos conviene sirve vale "
            "está están ha han hemos he será sería tengo alguien"
        ),
        before=_words("a de en con para por desde hasta sobre y pero entonces bajo"),
        vague=(
            "alguna idea", "algunas ideas", "algún consejo", "qué opináis", "qué opinan", "qué pensáis", "qué piensan",
            "qué hacer", "qué os parece", "qué les parece", "buenas prácticas", "cómo mejorar", "alguna sugerencia",
        ),
        mine=_words(
            "yo me mi mis mío mía nosotros nosotras nos nuestro nuestra nuestros nuestras debo debemos puedo podemos hago "
            "hacemos podría podríamos debería deberíamos logro logramos tengo tenemos consigo conseguimos repartimos "
            "decidimos vamos voy queremos quiero sé sabemos digo decimos ayudo ayudamos evito evitamos"
        ),
        theirs=_words("ellos ellas él ella"),
        unreal=r"\b(debería|deberíamos|habría que) haber|\bhubi[eé]ra\w*|^¿?y si\b|^¿?qué pasaría\b|\balgún día\b",
    ),
}  # fmt: skip
