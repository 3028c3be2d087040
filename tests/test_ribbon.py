"""The ribbon of a year: its weeks, by month, as heavy as what they hold."""

from notes.ribbon import ribbon
from notes.weeks import Week, weeks_in


def draw(year, counts=(), **more):
    counts = {Week.parse(name): count for name, count in dict(counts).items()}
    return ribbon(year, counts, url=lambda week: f"/{week.key}/", **more)


def cells(drawn):
    return [cell for month in drawn.months for cell in month.cells]


def cell_of(drawn, name):
    return next(cell for cell in cells(drawn) if cell.week == Week.parse(name))


def test_every_week_of_the_year_stands_in_it_once_and_in_order():
    for year in (2018, 2020, 2024, 2026):
        weeks = [cell.week for cell in cells(draw(year))]
        assert weeks == sorted(set(weeks))
        assert len(weeks) == weeks_in(year)
        assert {week.year for week in weeks} == {year}


def test_the_week_that_begins_in_december_stands_under_january():
    first = draw(2026).months[0]
    assert (first.name, first.cells[0].week.key, first.cells[0].figure) == ("January", "2025-12-29", 29)


def test_twelve_months_of_four_or_five_weeks():
    for year in range(1999, 2040):
        months = draw(year).months
        assert [month.short for month in months][::11] == ["Jan", "Dec"]
        assert {len(month.cells) for month in months} == {4, 5}
        assert all(month.is_long == (len(month.cells) == 5) for month in months)


def test_the_weeks_of_two_months_a_quarter_and_a_half_year_fit_the_rows_that_the_styles_lay_out():
    for year in range(1999, 2040):
        lengths = [len(month.cells) for month in draw(year).months]
        for months, columns in ((2, 9), (3, 14), (6, 27)):
            rows = [sum(lengths[start : start + months]) for start in range(0, 12, months)]
            assert max(rows) <= columns
            assert all(row + 4 > columns for row in rows), "the next month must not slip into this row"


def test_few_entries_are_drawn_one_stroke_each():
    drawn = draw(2018, {"2018-07-30": 8, "2018-08-06": 1})
    assert (cell_of(drawn, "2018-07-30").leaves, cell_of(drawn, "2018-08-06").leaves) == (8, 1)


def test_many_are_drawn_in_proportion_and_one_is_never_nothing():
    drawn = draw(2018, {"2018-07-30": 80, "2018-08-06": 1, "2018-08-13": 40})
    assert [cell_of(drawn, f"2018-{day}").leaves for day in ("07-30", "08-06", "08-13")] == [8, 1, 4]


def test_ribbons_of_the_same_counts_share_a_scale():
    drawn = draw(2018, {"2018-07-30": 10, "2017-07-31": 80})
    assert cell_of(drawn, "2018-07-30").leaves == 1
    assert drawn.total == 10


def test_a_cell_says_its_week_and_its_count():
    drawn = draw(2018, {"2018-07-30": 4, "2018-08-06": 1, "2018-08-13": 1200})
    assert cell_of(drawn, "2018-07-30").label == "w/c 30 July 2018, 4 entries"
    assert cell_of(drawn, "2018-08-06").label == "w/c 6 August 2018, 1 entry"
    assert cell_of(drawn, "2018-08-13").label == "w/c 13 August 2018, 1,200 entries"


def test_a_cell_counts_in_the_words_that_it_is_given():
    drawn = draw(2018, {"2018-07-30": 2}, noun=("passage", "passages"))
    assert cell_of(drawn, "2018-07-30").label == "w/c 30 July 2018, 2 passages"


def test_an_empty_week_leads_nowhere_and_is_still_named():
    empty = cell_of(draw(2018, {"2018-07-30": 4}), "2018-08-06")
    assert (empty.url, empty.leaves, empty.is_blank) == ("", 0, True)
    assert empty.label == "w/c 6 August 2018, no entries"


def test_only_weeks_that_hold_something_are_asked_for_an_address():
    asked = []
    ribbon(2018, {Week.parse("2018-07-30"): 1}, url=lambda week: asked.append(week) or "/there/")
    assert asked == [Week.parse("2018-07-30")]


def test_the_present_week_and_the_one_being_read_are_told_apart():
    present, current = Week.parse("2018-08-06"), Week.parse("2018-07-30")
    drawn = draw(2018, {"2018-07-30": 1, "2018-08-06": 2}, present=present, current=current)
    assert [c.week for c in cells(drawn) if c.present] == [present]
    assert [c.week for c in cells(drawn) if c.current] == [current]
    assert cell_of(drawn, "2018-08-06").label.endswith(", this week")


def test_weeks_to_come_are_blank_paper():
    drawn = draw(2018, {"2018-08-13": 1}, present=Week.parse("2018-08-06"))
    assert not cell_of(drawn, "2018-07-30").future
    assert cell_of(drawn, "2018-08-20").future
    assert not cell_of(drawn, "2018-08-13").future, "what was written ahead is shown"


def test_it_adds_up():
    drawn = draw(2018, {"2018-07-30": 4, "2018-08-06": 1, "2019-01-07": 9})
    assert (drawn.total, drawn.weeks_written) == (5, 2)
