"""The site map, in the order a visitor meets it."""

from django.urls import path, register_converter

from notes import feeds, sitemaps
from notes.converters import FeedConverter, WeekConverter, YearConverter
from notes.views import archive, entries, searching, shelves, writing

register_converter(WeekConverter, "week")
register_converter(YearConverter, "year")
register_converter(FeedConverter, "feed")

urlpatterns = [
    # Reading by week
    path("", archive.home, name="home"),
    path("<year:year>/", archive.year, name="year"),
    path("<week:week>/", archive.week, name="week"),
    path("<week:week>/<slug:journal>/", entries.entry, name="entry"),
    path("<week:week>/<slug:journal>/<int:number>/", entries.entry, name="entry"),
    # by journal, topic and resource
    path("journals/", shelves.journals, name="journals"),
    path("journals/<slug:slug>/", shelves.journal, name="journal"),
    path("topics/", shelves.topics, name="topics"),
    path("topics/<slug:slug>/", shelves.topic, name="topic"),
    path("resources/", shelves.resources, name="resources"),
    path("resources/<int:pk>/", shelves.resource, name="resource"),
    # by words
    path("search/", searching.search, name="search"),
    # following along
    path("feed.<feed:kind>", feeds.site, name="feed"),
    path("journals/<slug:slug>/feed.<feed:kind>", feeds.journal, name="journal-feed"),
    path("topics/<slug:slug>/feed.<feed:kind>", feeds.topic, name="topic-feed"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    # The writing desk
    path("write/", writing.desk, name="desk"),
    path("write/start/", writing.start, name="start"),
    path("write/preview/", writing.preview_body, name="preview-body"),
    path("write/topics/", writing.suggest_topics, name="suggest-topics"),
    path("write/<int:pk>/", writing.write, name="write"),
    path("write/<int:pk>/preview/", writing.preview, name="preview"),
    path("write/<int:pk>/check/", writing.check, name="check"),
    path("write/<int:pk>/publish/", writing.publish, name="publish"),
    path("write/<int:pk>/unpublish/", writing.unpublish, name="unpublish"),
    path("write/<int:pk>/discard/", writing.discard, name="discard"),
    path("write/<int:pk>/bring-back/", writing.bring_back, name="bring-back"),
    path("write/<int:pk>/conflict/<int:revision>/", writing.conflict, name="conflict"),
    path("write/<int:pk>/history/", writing.history, name="history"),
    path("write/<int:pk>/history/<int:revision>/", writing.revision, name="revision"),
    path("write/<int:pk>/history/<int:revision>/restore/", writing.restore, name="restore"),
]
