"""What is said for what is shown: figures in words, no sign left, names untouched."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.speech.saying import sentences, spoken

FORMS = [
    ("Driver's side at 21.5 degrees.", "Driver's side at twenty-one and a half degrees."),
    ("21.5 °C", "twenty-one and a half degrees"),
    ("It is 0.5 degrees outside.", "It is half a degree outside."),
    ("It is -3 degrees.", "It is minus three degrees."),
    ("1 degrees", "one degree"),
    ("Fan at 30 percent.", "Fan at thirty percent."),
    ("Fan at 60%.", "Fan at sixty percent."),
    ("We are doing 87 km/h.", "We are doing eighty-seven kilometres per hour."),
    ("Source: fm.", "Source: F M."),
    ("95.8 FM", "ninety-five point eight F M"),
    ("It is 7:05.", "It is seven oh five."),
    ("It is 07:00.", "It is seven o'clock."),
    ("We arrive at 19:30.", "We arrive at nineteen thirty."),
    ("at 7:05 pm or 7 pm", "at seven oh five P M or seven P M"),
    ("Driver's seat heating at level 3.", "Driver's seat heating at level three."),
    ("1.5 times speed", "one and a half times speed"),
    ("The rear left is low at 1.8 bar.", "The rear left is low at one point eight bar."),
    ("The software is version 1.4.2.", "The software is version one point four point two."),
    ("due in 12500 kilometres", "due in twelve thousand five hundred kilometres"),
    ("1,250 people", "one thousand two hundred and fifty people"),
    ("6.4 l/100km", "six point four litres per hundred kilometres"),
    ("2026-11-23", "the twenty-third of November twenty twenty-six"),
    ("on 3 May 2026", "on the third of May twenty twenty-six"),
    ("on the 3rd of May", "on the third of May"),
    ("on May 3rd", "on May the third"),
    ("in 1999", "in nineteen ninety-nine"),
    ("the 2nd exit", "the second exit"),
    ("+49 170 123", "plus four nine, one seven zero, one two three"),
    ("0151 2345678", "zero one five one, two three four five six seven eight"),
    ("12a High St.", "twelve a High Street"),
    ("Dr. Smith and St Mary's", "Doctor Smith and Saint Mary's"),
    ("the A4, the M25", "the A four, the M twenty-five"),
    ("map view: 2D", "map view: two D"),
    ("€12.50", "twelve euros fifty"),
    ("20\u201322 °C", "twenty to twenty-two degrees"),
    ("1/2 and 24/7", "one half and twenty-four seven"),
    ("**Done** (climate.needs_power): `fan` on", "Done: fan on"),
    ("Rule trunk.moving forbade trunk open.", "A rule forbade trunk open."),
    ("Not done (fan): not now.", "Not done, fan: not now."),
    ("- one\n- two\n3. three", "one. two. three"),
    ("see https://example.org/a?b=1 now", "see a link now"),
    ('what came after "turn the"?', "what came after turn the?"),
    ("coffee & cake \U0001f370", "coffee and cake"),
    ("Zoë Müller, O'Neill and Łukasz", "Zoë Müller, O'Neill and Łukasz"),
    ("ok.see you", "ok. see you"),
    ("٣ kilometres", "three kilometres"),
    ("???", ""),
]


@pytest.mark.parametrize(("shown", "said"), FORMS)
def test_figures_signs_and_abbreviations_are_worded(shown: str, said: str) -> None:
    assert spoken(shown) == said


TOKENS = (
    "Dr. St St. Rd. e.g. etc. 7:05 am 3rd May 2026-02-30 31/12/2026 +49 0151 - -- -3 .5 5. "
    "1,250 1,2 €5 5€ $ 1/2 24/7 °C % km km/h l/100km A4 2D mp3 ( )"
    " (a.b_c) by rule a.b Rule "
    "** # [x](y) http://x.y ' 's s' o'clock FM source: fm & + = @ / — … ½ ² ① ٣ ʰ \n \t "
    "- \u200b \u0301 \ud800 12345678901234567890 007 1.2.3 1e9 x \u00d7 ~5 2nd 11th 0 00 S S's "
    "December oh I Mr"
)


TROUBLE = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(TOKENS.split(" ")),
        max_size=12,
    ).map(" ".join),
    st.text(alphabet="0123456789.,:/-+' aSsD€%°", max_size=30),
)


@given(TROUBLE)
def test_nothing_but_letters_and_stops_is_left(text: str) -> None:
    for character in spoken(text):
        is_letter = unicodedata.category(character)[0] in "LM"
        assert is_letter or character in " .,?!;:'-", repr(character)


@example("0Rd.Rd")
@given(TROUBLE)
def test_saying_it_again_changes_nothing(text: str) -> None:
    said = spoken(text)
    assert spoken(said) == said


@given(TROUBLE.map(spoken))
def test_sentences_hold_every_word_in_order(text: str) -> None:
    pieces = sentences(text)
    assert "".join(" ".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(piece) <= 200 for piece in pieces)


def test_a_long_first_sentence_is_cut_at_a_clause_so_that_speech_starts_early() -> None:
    said = "Windscreen defroster on and the fan at sixty percent, air to the windshield. Okay."
    assert sentences(said) == (
        "Windscreen defroster on and the fan at sixty percent,",
        "air to the windshield.",
        "Okay.",
    )


def test_initials_do_not_end_a_sentence() -> None:
    assert sentences("Playing J. K. Rowling. Enjoy.") == ("Playing J. K. Rowling.", "Enjoy.")
