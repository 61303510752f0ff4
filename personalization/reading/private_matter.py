"""What is never kept, whatever the wording: health, faith, politics, love, secrets, other people.

Rather too much is refused than too little: a preference refused can be worded anew, a secret kept
cannot be taken back. Places and music are the only words looked at twice ("church" as a
destination is still refused).
"""

import re

from personalization.reading.value import Reason

_HEALTH = (
    r"diabet\w*|insulin|asthma|cancer|depress\w*|epilep\w*|allerg\w*|coeliac|celiac|gluten\w*|"
    r"pregnan\w*|disab\w*|wheelchair|migraines?|headaches?|illness\w*|disease\w*|sick(?! of)|ill|"
    r"medication|medicines?|pills?|tablets|therap\w*|psychiatr\w*|surgery|operation|"
    r"heart (?:attack|"
    r"condition|problem)|blood (?:pressure|sugar|type|group)|hiv|aids|covid|anxiety|addict\w*|"
    r"alcoholic|rehab|overweight|my weight|backache|back pain|arthritis|pain|hurts|injur\w*|"
    r"diagnos\w*|symptoms?|hospital|pacemaker|dementia|alzheimer\w*|adhd|autis\w*|infertil\w*|"
    r"sclerosis|rheumat\w*|menopause|lactose|blind|deaf|drug|drugs|sober|hangover|panic attacks?|"
    r"hernia|dyslexi\w*|insomnia|stroke|vaccin\w*|antidepress\w*|burnout|kidneys?|bladder|"
    r"cholesterol|prescription|hearing aid|tumou?r|bipolar|claustrophob\w*|fever|chemo\w*"
)
_RELIGION = (
    r"catholic\w*|protestant\w*|christian\w*|muslim\w*|islam\w*|jew|jews|jewish|hindu\w*|"
    r"buddhis\w*|"
    r"atheis\w*|relig\w*|church|mosque|synagogue|temple|pray\w*|prayers?|god|jesus|allah|bible|"
    r"koran|"
    r"quran|halal|kosher|ramadan|lent|sabbath|shabbat|faith|mormon\w*|orthodox|scientolog\w*|"
    r"baptis\w*|"
    r"evangelical|worship|believe in|sikh\w*|agnostic"
)
_POLITICS = (
    r"politic\w*|vote|voted|votes|voting|voter|election\w*|party member|democrats?|republicans?|"
    r"conservatives?|labour party|green party|the greens|socialis\w*|communis\w*|fascis\w*|"
    r"liberals?|"
    r"left wing|right wing|trump|biden|president|chancellor|prime minister|trade union|"
    r"labou?r union|"
    r"union member|in a union|union|afd|cdu|csu|spd|fdp|tories|tory|brexit|parliament|government|"
    r"demonstration|immigra\w*|strike|senator|mayor"
)
_INTIMATE = (
    r"gay|lesbian|bisexual|homosexual|heterosexual|straight man|straight woman|transgender|"
    r"queer|sex|"
    r"sexual\w*|affair|mistress|lover|dating|cheating|porn\w*|divorc\w*|my ex|strip clubs?|"
    r"brothel|"
    r"my race|ethnic\w*|skin colou?r"
)
_SECRETS = (
    r"passwords?|passcodes?|pass codes?|pin|pins|pin code|pin number|credit card|debit card|"
    r"card number|"
    r"bank card|cvv|cvc|iban|account number|bank account|bank details|social security|"
    r"insurance number|passport|"
    r"licence number|license number|driving licence|door code|alarm code|gate code|security code|"
    r"safe code|code (?:for|to|of) the|the code is|my code|access code|key code|secret\w*|"
    r"login|log in|"
    r"user ?name|tax number|tan|unlock code|wi ?fi key|"
    r"api key|private key|recovery (?:code|phrase)|seed phrase|salary|i earn|my income|savings|"
    r"where (?:i|we) (?:hide|keep)|spare key|hidden|phone number|birthday|date of birth|"
    r"my address|i live (?:at|in|on)|street number"
)
_OTHER = (
    r"^(?:that )?(?:he|she|they|my (?:\w+ ){0,2}\w+|the kids|our \w+|[a-z]+|the (?:children|"
    r"passenger|"
    r"co driver|other driver|boss|neighbours?)) (?:really |always |only |also |doesn't |"
    r"does not |don't |"
    r"do not |can't |cannot )*(?:likes?|loves?|hates?|prefers?|wants?|enjoys?|needs?|eats?|"
    r"drinks?|"
    r"stand|earns?|owes?|stole|lied|cheats?|works?|listens?|dislikes?|detests?|adores?|feels?|"
    r"smokes?|"
    r"has|have|lives?|is having|is seeing|told me|got fired|lost (?:his|her|their))\b"
)
_PATTERNS = (
    (
        Reason.SECRET,
        re.compile(rf"\b(?:{_SECRETS})\b|(?:\b\d{{4,}} ?){{2,}}|(?:\b\d+ ?){{6,}}|\b\d{{6,}}\b"),
    ),
    (Reason.INTIMATE, re.compile(rf"\b(?:{_INTIMATE})\b")),
    (Reason.HEALTH, re.compile(rf"\b(?:{_HEALTH})\b")),
    (Reason.RELIGION, re.compile(rf"\b(?:{_RELIGION})\b")),
    (Reason.POLITICS, re.compile(rf"\b(?:{_POLITICS})\b")),
)
_NOT_OTHERS = re.compile(
    r"^(?:that )?(?:i|we|my (?:favou?rite|preferred|usual|ideal)|you|who|what|to|please|always|"
    r"never|also)\b"
)
_OTHERS = re.compile(_OTHER)


def private_matter(text: str) -> Reason | None:
    """The reason never to keep these words, if there is one."""
    for reason, pattern in _PATTERNS:
        if pattern.search(text):
            return reason
    if _OTHERS.search(text) and not _NOT_OTHERS.search(text):
        return Reason.SOMEBODY_ELSE
    return None
