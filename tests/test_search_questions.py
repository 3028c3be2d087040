"""Sixty questions that managers of the sample council would type, each with the section that answers it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from notes import search
from notes.management.commands import load_samples
from notes.models import Section, User
from notes.weeks import Week

pytestmark = pytest.mark.django_db

WANTED, IN_THE_FIRST = 56, 3
TODAY = Week.parse("2026-11-23").monday

# Written from the notes, before the order of hits was touched. A heading that is its entry's title is -.
# The last column: who asks, where that is no visitor.
QUESTIONS = """
damp reports "in 2023"                            | housing-digital 2024-01-15  | Other
how to read 4,900 boxes                           | housing-digital 2024-01-15  | How to read 4,900 boxes
"opening windows"                                 | housing-digital 2024-01-15  | What we’ve asked for
repairs letters FINAL2                            | housing-digital 2024-02-26  | -
chatbot                                           | housing-digital 2024-02-26  | What we’re not doing
damp trial Mill Row                               | housing-digital 2024-02-26  | A street for the damp trial
damp category live                                | housing-digital 2024-04-15  | -
lady in Leicestershire                            | housing-digital 2024-04-15  | A phone number count has begun
telephone numbers week:2024-06-10                 | housing-digital 2024-06-10  | -
"is anybody coming"                               | housing-digital 2024-06-10  | One hundred and four
hold music                                        | housing-digital 2024-09-16  | Waiting
hearing aid loop                                  | housing-digital 2024-09-16  | A week of ringing ourselves
mould came back after we closed the job           | housing-digital 2024-11-04  | “Fixed”
reading names aloud whiteboard                    | housing-digital 2024-11-04  | -
sensors in forty flats                            | housing-digital 2025-01-13  | -
heating calls at the weekend journal:housing-digital | housing-digital 2025-01-13 | Cold
why did we take the sensors out                   | housing-digital 2025-05-19  | The decision
sensor pilot write-up site:code.example.org       | housing-digital 2025-05-19  | What we would say to another council
penetration testing OR "break in"                 | housing-digital 2025-07-14  | A stranger was paid to break in
phone menu four options                           | housing-digital 2025-07-14  | Four instead of nine
who holds the Larkfield contract                  | housing-digital 2025-07-14  | Who does what with Larkfield
Hywel surveyor                                    | housing-digital 2025-10-06  | Hywel
Comic Sans                                        | housing-digital 2025-10-06  | A letter count, for the record
nine lists of addresses                           | data-and-insight 2023-11-20 | Nine lists
tulips parks library                              | data-and-insight 2024-03-04 | Parks
Keith highways                                    | data-and-insight 2024-03-04 | Keith
Keith retired                                     | data-and-insight 2025-10-06 | Keith
14b Wharf Lane                                    | data-and-insight 2024-05-20 | 14b
Mill Row Hill Row spelling                        | data-and-insight 2024-05-20 | How far apart are two spellings?
gulls topic:reporting                             | data-and-insight 2024-10-21 | Gulls
lighthouse bins                                   | data-and-insight 2024-12-02 | Waste
no case no copy                                   | data-and-insight 2024-12-02 | A request declined
information governance board one list year:2025   | data-and-insight 2025-01-27 | Permission
dashboard switched off                            | data-and-insight 2025-04-07 | The dashboard
lollipop lady                                     | data-and-insight 2025-04-07 | Finding things
auditors address list services                    | data-and-insight 2025-07-14 | Where the address list is used
Ewa on loan                                       | data-and-insight 2025-07-14 | Loan
Sanjay secondment journal:"Data & Insight"        | data-and-insight 2025-10-06 | Sanjay
mugs audit                                        | data-and-insight 2026-05-18 | Thirty-one mugs, revisited
warmth list for boiler failure                    | data-and-insight 2026-02-23 | The warmth list
storm phone calls topic:winter                    | data-and-insight 2026-02-23 | Storm figures, and a caution
should search answer in sentences                 | data-and-insight 2026-07-06 | An answer box
answer box decision design board from:2026-09     | data-and-insight 2026-10-05 | Answer box
council tax households                            | data-and-insight 2026-11-09 | Two numbers, both honest
Bluebook licence cost                             | data-and-insight 2026-11-16 | The cupboard
day rate contractor Bluebook                      | data-and-insight 2026-05-18 | The Bluebook | ewa
bins page words journal:mairi-sinclair            | mairi-sinclair 2023-11-06   | The bins page
how many PDFs on the website                      | mairi-sinclair 2023-12-04   | The count
dripping tap                                      | priya-anand 2023-11-06      | The dripping tap
Director of Finance tie                           | priya-anand 2023-11-20      | An ask
form timeout fifteen minutes security             | priya-anand 2024-01-15      | Timeouts
tracing paper -confession author:priya to:"March 2024" | priya-anand 2024-02-26 | A word about tracing paper
researcher turned down                            | priya-anand 2024-05-20      | Hiring a researcher: no, for now
booking contract award Larkfield price            | priya-anand 2025-07-14      | The booking contract
rules for transcription                           | priya-anand 2025-07-14      | An experiment with transcription
transcription decided topic:AI week:2025-W45      | priya-anand 2025-11-03      | Transcription: what we decided
Femi started                                      | priya-anand 2026-02-09      | Femi
twelve letters w/c 9 November 2026                | priya-anand 2026-11-09      | The repairs letter
junior researcher appointed bus driver            | priya-anand 2026-11-16      | A name on the door
reminders Larkfield is:colleagues                 | priya-anand 2026-11-16      | The meeting on the 18th | priya
""".strip().splitlines()


def read(line: str) -> tuple[str, str, str, str]:
    question, where, heading, *who = (part.strip() for part in line.split("|"))
    return question, where, "" if heading == "-" else heading, who[0] if who else ""


def test_the_right_section_is_among_the_first_three():
    load_samples.load()
    assert len(QUESTIONS) == 60
    missed = []
    for question, where, heading, who in map(read, QUESTIONS):
        user = User.objects.get(username=who) if who else AnonymousUser()
        first = first_sections(question, user)
        if (where, heading) not in first[:IN_THE_FIRST]:
            missed.append(f"{question}: wanted {where} {heading}, found {first[:IN_THE_FIRST]}")
    assert len(QUESTIONS) - len(missed) >= WANTED, "\n".join(missed)


def first_sections(question: str, user) -> list[tuple[str, str]]:
    """As a page lists them: entry by entry, in each its hits from the top."""
    results = search.find(Section.objects.visible_to(user), search.parse(question, today=TODAY))
    return [
        (f"{found.entry.journal.slug} {found.entry.week.key}", hit.section.heading)
        for found in results.entries
        for hit in found.hits
    ]
