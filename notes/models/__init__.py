"""What is kept. Revisions hold what authors wrote, and are the only truth; sections, activities, resources, citations
and HTML are derived from the live revision by `publishing`, and can be rebuilt from it."""

from notes.models.authorship import Authorship
from notes.models.catalogue import Card, Site
from notes.models.chores import ChoreTurn
from notes.models.derived import Activity, Citation, Filing, Resource, Section, Topic
from notes.models.entries import MAX_REVISION_NAME, WORDS_PER_MINUTE, Audience, Entry, Revision
from notes.models.feed_keys import FeedKey
from notes.models.following import LONGEST_NAME, LONGEST_QUESTION, Following
from notes.models.people import Journal, User
from notes.models.pictures import Depiction, Picture
from notes.models.presence import Presence
from notes.models.press import Press
from notes.models.preview_links import PreviewLink
from notes.models.prompts import Prompts
from notes.models.publications import Publication
from notes.models.quiet import QuietWeek
from notes.models.relations import Relation
from notes.models.sayings import Opening, Saying
from notes.models.tallies import TopicJournal, TopicWeek
from notes.models.tidying import Tidying
from notes.models.words import Word

__all__ = [
    "LONGEST_NAME",
    "LONGEST_QUESTION",
    "MAX_REVISION_NAME",
    "WORDS_PER_MINUTE",
    "Activity",
    "Audience",
    "Authorship",
    "Card",
    "ChoreTurn",
    "Citation",
    "Depiction",
    "Entry",
    "FeedKey",
    "Filing",
    "Following",
    "Journal",
    "Opening",
    "Picture",
    "Presence",
    "Press",
    "PreviewLink",
    "Prompts",
    "Publication",
    "QuietWeek",
    "Relation",
    "Resource",
    "Revision",
    "Saying",
    "Section",
    "Site",
    "Tidying",
    "Topic",
    "TopicJournal",
    "TopicWeek",
    "User",
    "Word",
]
