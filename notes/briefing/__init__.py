"""A topic or a search on one page, with its sources: for a meeting, a report, a wall. Its door: of_topic, of_search;
endings, as_file.
"""

from notes.briefing.formats import as_file, endings
from notes.briefing.gathering import Briefing, of_search, of_topic
from notes.briefing.paper import Busy

__all__ = ["Briefing", "Busy", "as_file", "endings", "of_search", "of_topic"]
