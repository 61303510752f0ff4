"""The words that a reply may hold if its sound is to be kept on disk.

One rule: none of them leads in what somebody else chose - no "calling", "route", "playing",
"message", "writes", "found", "which", "or", "this", "are" ("we are at Reading"), "stop". Whoever
adds a word checks that no sentence with a name, a place, a title or a message is made of these
words alone.
"""

_WORDS = """
a again air all allowed already also ambient and anything assist assistant at auto automatic
available b back backrest balance bar bass battery be beams belongs beyond blind blue bonnet
boot can cannot car celsius change child clear climate closed closing comfort conditioning
confirm connection control cooler cooling could cruise cyan dark day defroster degree degrees
did dimming display do does doing done door doors down driver driving eco eight eighteen eighty
eleven enough exactly fahrenheit fan far fast feet fewer fifteen fifty filler fine five fixed
flap flat fog folded for forty four fourteen fresh from front fuel further goes green half have
hazard head headlights hear heating height here high horn hour how hundred i in indicating
indicator inside interval is it kilometres know lane learning leave left level light lights lock
locked locks long low lumbar m many massage may me medium microphone midnight minus mirror
mirrors mode moment moving music muted my never next night nine nineteen ninety no normal not
nothing o'clock off oh oil okay on one only open opening orange outside over p parking passenger
paused per percent phrases pink please point position previous purple rain raining read reading
rear recirculating recirculation red report right safety say screen seat seats seconds seen
sensor set seven seventeen seventy shade shall sharing shuffle side sides six sixteen sixty slow
snow so some sorry sound speed sport steering stopped sunroof sunshade support sync system take
taken tank temperature ten than that the there thirteen thirty thousand three tilted to too
touch track treble turn twelve twenty two tyres understand unfolded unlock unlocked up us
vehicle volume warm warmer was washer washing we welcome well what wheel when while white window
windows windscreen windshield wiper wipers with words would yellow yes you you're zero zone
"""
OWN_WORDS = frozenset(_WORDS.split())
