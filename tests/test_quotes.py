"""Quotations, with the posts given: what is none, then every form they come in."""

from __future__ import annotations

import pytest
from quoteland import post, thread

from boilerstrip.model import Limits, QuoteMark

KETTLE = "The kettle whistles in a key that the neighbour's dog cannot bear at all."
POT = "Try a smaller pot and fill it only by half, then it merely hums."
HUM = "It hums a waltz now, and the dog has asked for more."
DATE = "On 8 Mar 2016, at 10:12,"


def opening() -> list:
    return [post("ann", KETTLE), post("Ben Ives", POT)]


# ------------------------------------------------------------------ none


def test_greeting_that_everybody_writes_is_no_quotation() -> None:
    assert thread(post("ann", "Hello everybody.", KETTLE), post("ben", "Hello everybody.", POT)).none


def test_short_answer_said_twice_is_no_quotation() -> None:
    assert thread(post("ann", KETTLE), post("ben", "Same here."), post("cat", "Same here.", POT)).none


def test_signature_is_no_quotation() -> None:
    motto = "Better a cold kettle than a warm quarrel, said my aunt."
    assert thread(post("ann", KETTLE, motto), post("ben", POT), post("ann", HUM, motto)).none


def test_comparison_is_no_quotation() -> None:
    assert thread(post("ann", KETTLE), post("ben", ">5 pots are too many for one stove.", ">= 3 will do.", POT)).none


def test_speech_in_prose_is_no_quotation() -> None:
    assert thread(*opening(), post("cat", 'My aunt wrote: "The pot was gone, and so was the lid."', HUM)).none


def test_name_with_a_colon_addresses_somebody() -> None:
    assert thread(*opening(), post("cat", "ann:", "please send me the recipe for the noise.")).none


def test_form_that_everybody_fills_in_is_no_quotation() -> None:
    form = ("Full name:", "Kettle, copper", "Favourite tune:")
    assert thread(post("ann", *form, KETTLE), post("ben", *form, POT), post("cat", *form, HUM)).none


def test_post_that_says_only_what_another_says_keeps_its_words() -> None:
    assert thread(post("ann", KETTLE), post("ben", KETTLE)).none


def test_bracket_that_is_never_closed_is_no_quotation() -> None:
    assert thread(*opening(), post("cat", "[quote] is what I would type here.", HUM)).none


def test_greentext_is_no_quotation_where_quotations_have_markup() -> None:
    marked = post("Ben Ives", KETTLE, POT, quotes=[QuoteMark([1], "ann", None, 1, 0.98)])
    got = thread(post("ann", KETTLE), marked, post("cat", "> buys a kettle", "> gets a dog", HUM))
    assert got.quotes(2) == []


def test_repeated_last_line_is_no_quotation() -> None:
    motto = "Better a cold kettle than a warm quarrel, said my aunt."
    assert thread(post(None, motto, KETTLE), post(None, POT, motto)).none


def test_nobody_quotes_himself_without_saying_so() -> None:
    assert thread(post("ann", KETTLE), post("ben", POT), post("ann", KETTLE, HUM)).none


def test_attributions_that_introduce_nothing_are_no_quotations() -> None:
    assert thread(*opening(), post("cat", "ann said:", "Ben Ives said:", "ann said:")).none


# ------------------------------------------------------------------ attribution lines


@pytest.mark.parametrize(
    "line",
    [
        "ann wrote:", "ann said:", "ann wrote: »", "ann wrote: ↑", "ann: ↑", "Originally posted by ann:", "Quote from: ann on March 07, 2016",
        f"{DATE} ann wrote:", "Am 8. März 2016 um 10:12 schrieb ann:", "ann さんが書きました:", "ann 发表于 2016-03-08", "ann:", "Zitat von ann",
        "@ann said in Kettles:", "(2016-03-08, 08:05 AM)ann Wrote:", "ann hat geschrieben:",
    ],
)  # fmt: skip
def test_attribution_lines(line: str) -> None:
    got = thread(*opening(), post("cat", line, KETTLE, HUM))
    assert got.quotes(2) == [("ann", KETTLE, 0, 1)]
    assert got.own(2) == [HUM]
    assert got.role(2, line) == "attribution"


@pytest.mark.parametrize(
    "line", ["(2019-02-24, 08:02 PM)ann Wrote: ", "ann wrote: ", "Quote from: ann on March 07, 2016: "]
)
def test_attribution_glued_to_the_words(line: str) -> None:
    got = thread(*opening(), post("cat", line + KETTLE, HUM))
    assert got.quotes(2) == [("ann", line + KETTLE, 0, 1)]
    assert got.own(2) == [HUM]


def test_name_that_reads_like_two_sentences() -> None:
    got = thread(post("H. Larch", KETTLE), post("ben", "H. Larch Wrote:", "-" * 40, f"> {KETTLE}", POT))
    assert got.quotes(1) == [("H. Larch", f"> {KETTLE}", 0, 1)]


def test_attribution_wrapped_over_two_lines() -> None:
    first = "On Tue, 8 Mar 2016 at 10:12, Ben Archibald Ives <ben.archibald.ives@example.org>"
    got = thread(post("Ben Archibald Ives", KETTLE), post("cat", first, "wrote:", f"> {KETTLE}", HUM))
    assert got.quotes(1) == [("Ben Archibald Ives", f"> {KETTLE}", 0, 1)]
    assert got.own(1) == [HUM]


def test_view_post_belongs_to_the_attribution() -> None:
    got = thread(*opening(), post("cat", "Originally posted by ann", "View Post", KETTLE, HUM))
    assert got.quotes(2) == [("ann", KETTLE, 0, 1)]
    assert got.role(2, "View Post") == "attribution"


def test_end_marker_closes_a_quotation_that_stands_nowhere() -> None:
    lines = ("dora said:", "Nobody ever asked me about kettles.", "I have four.", "Click to expand...")
    got = thread(*opening(), post("cat", *lines, HUM))
    assert got.quotes(2) == [("dora", "Nobody ever asked me about kettles.\nI have four.", None, 1)]
    assert got.own(2) == [HUM]


def test_quotation_without_end_goes_as_far_as_the_words_stand_there() -> None:
    got = thread(
        post("ann", KETTLE, "It is copper.", "My aunt had the same one for years."),
        post("ben", "ann wrote:", KETTLE, "It is copper.", POT),
    )
    assert got.quotes(1) == [("ann", f"{KETTLE}\nIt is copper.", 0, 1)]
    assert got.own(1) == [POT]


def test_quotation_inside_of_a_quotation_without_end_markers() -> None:
    got = thread(*opening(), post("cat", "Ben Ives wrote:", "ann wrote:", KETTLE, POT, HUM))
    assert got.quotes(2) == [("ann", KETTLE, 0, 2), ("Ben Ives", POT, 1, 1)]


def test_quotation_inside_of_a_quotation_with_end_markers() -> None:
    end = "Click to expand..."
    got = thread(*opening(), post("cat", "Ben Ives said:", "ann said:", KETTLE, end, POT, end, HUM))
    assert sorted(got.quotes(2), key=lambda q: q[3]) == [("Ben Ives", POT, 1, 1), ("ann", KETTLE, 0, 2)]
    assert got.own(2) == [HUM]


def test_cut_and_edited_quotation() -> None:
    got = thread(
        *opening(), post("cat", "ann wrote:", "The kettle whistles in a key that my own dog cannot bear [...]", HUM)
    )
    assert [q[2] for q in got.quotes(2)] == [0]
    assert 0.5 < got.links.quotes[2][0].match < 1


def test_unattributed_quotation() -> None:
    got = thread(*opening(), post("cat", KETTLE, HUM))
    assert got.quotes(2) == [(None, KETTLE, 0, 1)]


# ------------------------------------------------------------------ lines with >


def test_interleaved_answers_are_quotations_each() -> None:
    got = thread(post("ann", KETTLE, "It is copper."), post("ben", f"> {KETTLE}", POT, "> It is copper.", HUM))
    assert [(q[1], q[2]) for q in got.quotes(1)] == [(f"> {KETTLE}", 0), ("> It is copper.", 0)]
    assert got.own(1) == [POT, HUM]


def test_levels_are_marks_of_their_own() -> None:
    lines = (f"{DATE} Ben Ives wrote:", f"> {DATE} ann wrote:", f">> {KETTLE}", f"> {POT}", HUM)
    got = thread(*opening(), post("cat", *lines))
    assert sorted(got.quotes(2), key=lambda q: q[3]) == [("Ben Ives", f"> {POT}", 1, 1), ("ann", f">> {KETTLE}", 0, 2)]
    assert got.own(2) == [HUM]
    assert got.links.reply[2] == 1


def test_too_deep_is_said() -> None:
    deep = [f"{'>' * d} level {d} of the argument about the kettle" for d in range(1, 501)]
    got = thread(*opening(), post("cat", *deep, HUM))
    assert max(q[3] for q in got.quotes(2)) == 64
    assert sum(len(m.blocks) for m in got.page.units[2].quotes) == 500
    assert got.page.document.reasons == ["quotes: nested deeper than 64"]
    shallow = thread(*opening(), post("cat", *deep[:64], HUM))
    assert shallow.page.document.reasons == []


def test_limit_holds_for_marks_of_segmenters_too() -> None:
    marks = [QuoteMark([d], None, None, d, 0.98) for d in range(1, 6)]
    got = thread(
        post("ann", *[f"Level {d} of the long argument about kettles." for d in range(6)], quotes=marks),
        limits=Limits(max_quote_depth=3),
    )
    assert [q[3] for q in got.quotes(0)] == [1, 2, 3]
    assert got.page.document.reasons == ["quotes: nested deeper than 3"]


# ------------------------------------------------------------------ BBCode, numbers, names


def test_bbcode_left_in_the_text() -> None:
    got = thread(
        post("ann", KETTLE, number=1),
        post("ben", POT, number=2),
        post("cat", f'[quote="X, post:2, topic:9"]{KETTLE}[/quote]', HUM),
    )
    assert got.quotes(2) == [
        ("X", f'[quote="X, post:2, topic:9"]{KETTLE}[/quote]', 1, 1)
    ]  # the markup knows better than the words


def test_bbcode_over_lines_and_nested() -> None:
    got = thread(*opening(), post("cat", "[quote=Ben Ives]", "[quote=ann]", KETTLE, "[/quote]", POT, "[/quote]", HUM))
    assert sorted(got.quotes(2), key=lambda q: q[3]) == [("Ben Ives", POT, 1, 1), ("ann", KETTLE, 0, 2)]
    assert got.own(2) == [HUM]


def test_own_words_beside_bbcode_are_kept() -> None:
    line = f"[quote=ann]It is copper.[/quote] {POT}"
    got = thread(post("ann", KETTLE), post("ben", line))
    assert got.own(1) == [line]


def test_number_of_a_post() -> None:
    got = thread(post(None, KETTLE, number=122), post(None, POT, number=123), post(None, ">>122", HUM, number=124))
    assert got.quotes(2) == []
    assert got.links.reply[2] == 0
    assert got.role(2, ">>122") == "attribution"


def test_at_name_answers_the_latest_post_of_that_author() -> None:
    got = thread(
        *opening(), post("ann", "It is copper, by the way."), post("cat", "@ann, then polish it with salt and vinegar.")
    )
    assert got.links.reply[3] == 2
    assert thread(*opening(), post("cat", "@nobody in particular, polish it.")).links.reply[2] is None


# ------------------------------------------------------------------ mail


def test_original_message_with_headers() -> None:
    headers = (
        "-----Original Message-----",
        "From: ann <ann@example.org>",
        "Sent: 8 March 2016 10:12",
        "To: Ben Ives",
        "Subject: Kettle",
    )
    got = thread(post("ann", KETTLE), post("Ben Ives", POT, *headers, KETTLE))
    assert got.quotes(1) == [("ann", KETTLE, 0, 1)]
    assert got.own(1) == [POT]
    assert all(got.role(1, line) == "attribution" for line in headers)


def test_forwarded_mail_within_a_forwarded_mail() -> None:
    mark = "---------- Forwarded message ---------"
    lines = (
        "See below.",
        mark,
        "From: Ben Ives",
        "Date: 9 March 2016",
        POT,
        mark,
        "From: ann",
        "Date: 8 March 2016",
        KETTLE,
    )
    got = thread(*opening(), post("cat", *lines))
    assert got.quotes(2) == [("Ben Ives", POT, 1, 1), ("ann", KETTLE, 0, 2)]
    assert got.own(2) == ["See below."]


def test_signature_below_two_dashes() -> None:
    got = thread(post("ann", KETTLE, "-- ", "Ann Oakum", "Keeper of kettles"), post("ben", POT))
    assert [got.role(0, line) for line in ("Ann Oakum", "Keeper of kettles")] == ["signature", "signature"]
    long = ["It went on and on and nobody thought of closing the letter." for _ in range(11)]
    assert thread(post("ann", KETTLE, "--", *long), post("ben", POT)).role(0, long[0]) == "body"
