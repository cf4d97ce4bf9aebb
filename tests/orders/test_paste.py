"""Reading what people paste: whatever its form, each address comes out once and nothing is lost."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kunskapsdag.orders.enums import Fault
from kunskapsdag.orders.rules.lines import check
from kunskapsdag.orders.rules.paste import Line, as_text, read, reading

NAMES = ["Falköpings kommun", "Habo kommun", "Region Skåne"]


def told(text):
    return [(line.name, line.email, line.organisation, line.category) for line in read(text, organisations=NAMES)]


ANNA = ("Anna Berg", "anna.berg@x.se", "", "")
BO = ("Bo Ek", "bo@y.se", "", "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Namn\tE-post\nAnna Berg\tanna.berg@x.se\nBo Ek\tbo@y.se", [ANNA, BO]),
        ("E-mail\tFirst name\tSurname\tTitle\nanna.berg@x.se\tAnna\tBerg\tchef", [ANNA]),
        ("Efternamn\tFörnamn\tE-postadress\r\nBerg\tAnna\tanna.berg@x.se\r\nEk\tBo\tbo@y.se\r\n", [ANNA, BO]),
        ("bo@y.se\tBo Ek\nanna.berg@x.se\tAnna Berg", [BO, ANNA]),
        ("Berg\tAnna\tanna.berg@x.se\nEk\tBo\tbo.ek@y.se", [ANNA, ("Bo Ek", "bo.ek@y.se", "", "")]),
        ("Namn;E-post\nAnna Berg;anna.berg@x.se\nBo Ek;bo@y.se", [ANNA, BO]),
        ("Name,Email\nAnna Berg,anna.berg@x.se", [ANNA]),
        ("Anna Berg <anna.berg@x.se>; Bo Ek <bo@y.se>", [ANNA, BO]),
        ("Anna Berg <anna.berg@x.se>, Bo Ek <bo@y.se>;", [ANNA, BO]),
        ("\"Berg, Anna\" <anna.berg@x.se>; 'Bo Ek' <bo@y.se>", [ANNA, BO]),
        ("Berg Anna <mailto:anna.berg@x.se>", [("Berg Anna", "anna.berg@x.se", "", "")]),
        ("anna.berg@x.se (Anna Berg), bo@y.se (Bo Ek)", [ANNA, BO]),
        ("Berg, Anna\nEk, Bo", [("Anna Berg", "", "", ""), ("Bo Ek", "", "", "")]),
        ("Anna Berg, Bo Ek; Cilla Dal", [("Anna Berg", "", "", ""), ("Bo Ek", "", "", ""), ("Cilla Dal", "", "", "")]),
        ("anna.berg@x.se\nbo@y.se", [ANNA, ("", "bo@y.se", "", "")]),
        ("anna.berg@x.se, bo@y.se c@z.se", [ANNA, ("", "bo@y.se", "", ""), ("", "c@z.se", "", "")]),
        (
            "Anna Berg; anna.berg@x.se; Falköpings kommun; politiker",
            [("Anna Berg", "anna.berg@x.se", "Falköpings kommun", "elected")],
        ),
        ("1. Anna Berg anna.berg@x.se\n2. Bo Ek - bo@y.se", [ANNA, BO]),
        ("E-post\nanna.berg@x.se", [ANNA]),
        (
            "Deltar som\tKommun\tNamn\tE-post\nFörtroendevald\tHabo kommun\tAnna Berg\tanna.berg@x.se",
            [("Anna Berg", "anna.berg@x.se", "Habo kommun", "elected")],
        ),
        (
            "Anna Berg\tanna.berg@x.se\tRegion Skåne\ttjänsteperson",
            [("Anna Berg", "anna.berg@x.se", "Region Skåne", "official")],
        ),
        ('Anna "Ann\tanna.berg@x.se\nBo Ek\tbo@y.se', [('Anna "Ann', "anna.berg@x.se", "", ""), BO]),
        ("Anna Berg <anna.berg@x.se>; Bo Ek", [ANNA, ("Bo Ek", "", "", "")]),
        ("Anna Berg\tanna@\n", [("Anna Berg", "anna@", "", "")]),
        ("\n \t\n", []),
        # Outlook: the last name first, with and without quotes, with what the office has put in the name.
        ("Berg, Anna <anna.berg@x.se>; Ek, Bo <bo@y.se>", [ANNA, BO]),
        (
            "Anna Berg (Habo kommun) <anna.berg@x.se>; 'bo@y.se' <bo@y.se>",
            [("Anna Berg", "anna.berg@x.se", "Habo kommun", ""), ("", "bo@y.se", "", "")],
        ),
        ("von Ek, Bo <bo.von.ek@y.se>", [("Bo von Ek", "bo.von.ek@y.se", "", "")]),
        # Tables without headings, cut by semicolons or commas; what stands in quotes is one cell.
        (
            "Ek;Bo;bo.ek@y.se;Habo kommun\nBerg;Anna;anna.berg@x.se;Region Skåne",
            [("Bo Ek", "bo.ek@y.se", "Habo kommun", ""), ("Anna Berg", "anna.berg@x.se", "Region Skåne", "")],
        ),
        (
            '"Berg, Anna",anna.berg@x.se,"Habo kommun, plan"\n"Ek, Bo",bo@y.se,Region Skåne',
            [("Anna Berg", "anna.berg@x.se", "Habo kommun, plan", ""), ("Bo Ek", "bo@y.se", "Region Skåne", "")],
        ),
        (
            'Name,Shoe size,E-mail address,Organization\n"Berg, Anna",38,anna.berg@x.se,"Habo kommun"',
            [("Anna Berg", "anna.berg@x.se", "Habo kommun", "")],
        ),
    ],
)
def test_each_way_of_pasting_is_read(text, found):
    assert told(text) == found


ORDFORANDE = ("Anna Berg", "anna.berg@x.se", "ordförande", "", "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Namn\tTitel\tE-post\nAnna Berg\tordförande\tanna.berg@x.se", ORDFORANDE),
        ("Name;Job title;Email\nAnna Berg;ordförande;anna.berg@x.se", ORDFORANDE),
        ("Anna Berg\tanna.berg@x.se\tordförande\nBo Ek\tbo@y.se\tchef", ORDFORANDE),
        ("Anna Berg, ordförande, anna.berg@x.se, 0515-88 50 00\nBo Ek, chef, bo@y.se, 070-123 45 67", ORDFORANDE),
        ("Anna Berg, ordförande, 070-123 45 67 <anna.berg@x.se>", ORDFORANDE),
        ("Roll\tNamn\tE-post\nordförande\tAnna Berg\tanna.berg@x.se", ORDFORANDE),
        ("Roll\tNamn\tE-post\npolitiker\tAnna Berg\tanna.berg@x.se", ("Anna Berg", "anna.berg@x.se", "", "elected", "")),
        ("Namn\tE-post\tDeltagande\nAnna Berg\tanna.berg@x.se\tdistans", ("Anna Berg", "anna.berg@x.se", "", "", "online")),
    ],
)
def test_a_title_and_the_way_of_taking_part_are_read_by_heading_and_by_what_stands_there(text, found):
    line = read(text, organisations=NAMES)[0]
    assert (line.name, line.email, line.role, line.category, line.way) == found


def test_columns_that_nothing_is_read_from_are_named():
    heading = "Namn\tE-post\tMobil\tSkostorlek\nAnna Berg\tanna.berg@x.se\t070-123 45 67\t38"
    assert reading(heading).ignored == ["Mobil", "Skostorlek"]
    assert reading("Anna Berg;anna.berg@x.se;0515-88 50 00\nBo Ek;bo@y.se;").ignored == []
    assert reading("Anna Berg;anna.berg@x.se;0515-88 50 00\nBo Ek;bo@y.se;070-1").ignored == ["0515-88 50 00"]


def test_two_hundred_lines_with_three_broken_keep_the_others():
    rows = [f"Person {number}\tperson{number}@x.se" for number in range(200)]
    rows[7], rows[90], rows[199] = "Person 7\tperson7@", "\tperson90@x.se", "Person 199\tperson1@x.se"
    lines = read("\n".join(rows))
    wrong = {place: faults for place, faults in enumerate(check(lines)) if faults}
    assert (len(lines), wrong) == (
        200,
        {7: {"email": Fault.BAD_EMAIL}, 90: {"name": Fault.NO_NAME}, 199: {"email": Fault.TWICE}},
    )


def test_a_wrong_line_says_what_is_wrong_with_each_field():
    lines = [Line("", ""), Line("www.x.se", "a@b"), Line("A" * 121, "a@x.se", "O" * 151, "chef")]
    assert check(lines) == [
        {"name": Fault.NO_NAME, "email": Fault.NO_EMAIL},
        {"name": Fault.BAD_NAME, "email": Fault.BAD_EMAIL},
        {"name": Fault.TOO_LONG, "organisation": Fault.TOO_LONG, "category": Fault.BAD_CATEGORY},
    ]


WORDS = st.text(alphabet="abcåäö ", min_size=1, max_size=8).map(lambda text: " ".join(text.split())).filter(bool)
CELLS = st.lists(
    st.one_of(WORDS, st.builds(lambda a, b: f"{a}@{b}.se", *[st.text("abc", min_size=1, max_size=4)] * 2)), max_size=5
)


@given(st.text(alphabet="ab@.,;<>()\"' \t\n\r-å", max_size=80))
@example("a@b.se" * 3)
def test_whatever_is_pasted_is_read_without_a_fault(text):
    for line in read(text):
        assert (line.name.strip(), "\n" in line.name + line.email) == (line.name, False)


@given(st.lists(CELLS, max_size=6), st.sampled_from(["\t", "; ", ", "]))
@example([["a", "a@a.se", "a"], ["a@a.se", "a"]], "\t")
def test_every_address_comes_out_once(rows, separator):
    text = "\n".join(separator.join(cells) for cells in rows)
    wanted = sorted(cell for cells in rows for cell in cells if "@" in cell)
    found = sorted(line.email for line in read(text) if "@" in line.email)
    if separator != "\t" or all(sum("@" in cell for cell in cells) <= 1 for cells in rows):
        assert found == wanted


@given(
    st.lists(
        st.builds(
            Line,
            name=WORDS,
            email=st.just("a.b@x.se"),
            organisation=st.just("Habo kommun"),
            role=st.sampled_from(["", "chef"]),
            way=st.sampled_from(["", "online"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_lines_written_as_text_are_read_back(lines):
    def told(lines):
        return [(one.name, one.email, one.organisation, one.role, one.way) for one in lines]

    assert told(read(as_text(lines))) == told(lines)
