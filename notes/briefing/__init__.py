"""A topic or a search on one page, with its sources: for a meeting, a report, a wall. Its door: of_topic, of_search;
endings, is_whole, as_file.
"""

from notes.briefing.formats import as_file, endings, is_whole
from notes.briefing.gathering import of_search, of_topic
from notes.briefing.page import Briefing
from notes.briefing.paper import Busy

__all__ = ["Briefing", "Busy", "as_file", "endings", "is_whole", "of_search", "of_topic"]
