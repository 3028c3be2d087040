"""Search narrows what may be seen by what was asked. Its door: parse, find, matching, matching_each, quote, mark,
suggestions; refresh, renew, forget, rebuild.

Only this room knows which database it is on (`sqlite`, `postgres`, chosen by `index`).
"""

from notes.search.asking import Asked
from notes.search.completing import suggestions
from notes.search.finding import BEST, NEWEST, OLDEST, ORDERS, Results, find
from notes.search.index import forget, indexed, merge, rebuild, refresh, renew, sweep
from notes.search.marked import asking_for_marks, mark
from notes.search.matching import matching, matching_each
from notes.search.page import search_page
from notes.search.parsing import parse
from notes.search.people import who_wrote
from notes.search.query import Query
from notes.search.quoting import quote
from notes.search.sayings import unlearn_sayings
from notes.search.sharing import common_here, each_of, sections_holding, telling_words
from notes.search.vocabulary import learn, unlearn

__all__ = [
    "BEST", "NEWEST", "OLDEST", "ORDERS", "Asked", "Query", "Results",
    "asking_for_marks", "common_here", "each_of", "find", "forget", "indexed", "learn", "mark", "matching",
    "matching_each", "merge", "parse", "quote", "rebuild", "refresh", "renew", "search_page", "sections_holding",
    "suggestions", "sweep", "telling_words", "unlearn", "unlearn_sayings", "who_wrote",
]  # fmt: skip
