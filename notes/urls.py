"""The site map, in the order a visitor meets it."""

from django.urls import include, path, register_converter

from notes import feeds, sitemaps
from notes.converters import BriefingConverter, FeedConverter, PictureConverter, WeekConverter, YearConverter
from notes.views import (
    archive,
    autosaving,
    beginning,
    briefings,
    bringing,
    entries,
    following,
    history,
    pictures,
    presence,
    quieting,
    releasing,
    searching,
    sharing,
    shelves,
    tidying,
    timing,
    writing,
)

register_converter(WeekConverter, "week")
register_converter(YearConverter, "year")
register_converter(FeedConverter, "feed")
register_converter(BriefingConverter, "briefing")
register_converter(PictureConverter, "picture")

feed_addresses = [
    path("feed.<feed:kind>", feeds.site, name="feed"),
    path("journals/<slug:slug>/feed.<feed:kind>", feeds.journal, name="journal-feed"),
    path("journals/<slug:slug>/entries/feed.<feed:kind>", feeds.entries_by, name="entries-feed"),
    path("topics/<slug:slug>/feed.<feed:kind>", feeds.topic, name="topic-feed"),
    path("search/feed.<feed:kind>", feeds.search, name="search-feed"),
    path("following/feed.<feed:kind>", feeds.following, name="following-feed"),
]
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
    path("topics/<slug:slug>/with/", shelves.compare_with, name="compare-with"),
    path("topics/<slug:slug>/with/<slug:other>/", shelves.compare_topics, name="compare-topics"),
    path("topics/<slug:slug>/briefing/", briefings.topic, name="topic-briefing"),
    path("topics/<slug:slug>/briefing.<briefing:ending>", briefings.topic_file, name="topic-briefing-file"),
    path("resources/", shelves.resources, name="resources"),
    path("resources/<int:pk>/", shelves.resource, name="resource"),
    path("media/<picture:address>", pictures.picture, name="picture"),
    # by words
    path("search/", searching.search, name="search"),
    path("search/suggestions/", searching.suggestions, name="search-suggestions"),
    path("search/briefing/", briefings.search, name="search-briefing"),
    path("search/briefing.<briefing:ending>", briefings.search_file, name="search-briefing-file"),
    # following along
    *feed_addresses,
    path("feeds/<slug:token>/", include(feed_addresses)),  # as the owner of the token sees them
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("following/", following.following, name="following"),
    path("following/follow/", following.follow, name="follow"),
    path("following/seen/", following.seen, name="mark-seen"),
    path("following/feeds/", following.renew_feeds, name="renew-feeds"),
    path("following/feeds/end/", following.end_feeds, name="end-feeds"),
    path("following/<int:pk>/rename/", following.rename, name="rename-following"),
    path("following/<int:pk>/stop/", following.stop, name="stop-following"),
    # with a link to a draft, and no account
    path("preview/<slug:token>/", sharing.shared_preview, name="shared-preview"),
    path("preview/<slug:token>/media/<picture:address>", sharing.shared_picture, name="shared-picture"),
    # The writing desk
    path("write/", writing.desk, name="desk"),
    path("write/start/", writing.start, name="start"),
    path("write/carry-forward/", beginning.carry_forward, name="carry-forward"),
    path("write/from-prompts/", beginning.from_prompts, name="from-prompts"),
    path("write/journals/<slug:slug>/prompts/", beginning.prompts, name="prompts"),
    path("write/nothing/", quieting.nothing, name="nothing"),
    path("write/nothing/<int:pk>/take-back/", quieting.not_quiet, name="not-quiet"),
    path("write/preview/", writing.preview_body, name="preview-body"),
    path("write/topics/", writing.suggest_topics, name="suggest-topics"),
    # The owner's, for topics
    path("write/tidy/", tidying.tidy, name="tidy"),
    path("write/tidy/undo/<int:pk>/", tidying.undo, name="tidy-undo"),
    path("write/tidy/apart/", tidying.keep_apart, name="tidy-apart"),
    path("write/tidy/merge/", tidying.merge, name="tidy-merge"),
    path("write/tidy/<int:pk>/", tidying.topic, name="tidy-topic"),
    path("write/tidy/<int:pk>/rename/", tidying.rename, name="tidy-rename"),
    path("write/tidy/<int:pk>/split/", tidying.split, name="tidy-split"),
    path("write/<int:pk>/", writing.write, name="write"),
    path("write/<int:pk>/begin/", beginning.begin, name="begin"),
    path("write/<int:pk>/bring-in/", bringing.bring_in, name="bring-in"),
    path("write/<int:pk>/bring-in/reading/", bringing.bring_reading, name="bring-reading"),
    path("write/<int:pk>/bring-in/<int:revision>/undo/", bringing.undo_bringing, name="undo-bringing"),
    path("write/<int:pk>/autosave/", autosaving.autosave, name="autosave"),
    path("write/<int:pk>/presence/", presence.presence, name="presence"),
    path("write/<int:pk>/topics/", writing.topics_for, name="topics-for"),
    path("write/<int:pk>/pictures/", pictures.pictures, name="pictures"),
    path("write/<int:pk>/pictures/<slug:token>/", pictures.describe, name="describe-picture"),
    path("write/<int:pk>/preview/", releasing.preview, name="preview"),
    path("write/<int:pk>/check/", releasing.check, name="check"),
    path("write/<int:pk>/check/pictures/", releasing.describe_here, name="describe-here"),
    path("write/<int:pk>/links/", sharing.links, name="links"),
    path("write/<int:pk>/links/<int:link>/withdraw/", sharing.withdraw, name="withdraw-link"),
    path("write/<int:pk>/publish/", releasing.publish, name="publish"),
    path("write/<int:pk>/schedule/", timing.schedule, name="schedule"),
    path("write/<int:pk>/unschedule/", timing.unschedule, name="unschedule"),
    path("write/<int:pk>/unpublish/", releasing.unpublish, name="unpublish"),
    path("write/<int:pk>/discard/", releasing.discard, name="discard"),
    path("write/<int:pk>/bring-back/", releasing.bring_back, name="bring-back"),
    path("write/<int:pk>/conflict/<int:revision>/", history.conflict, name="conflict"),
    path("write/<int:pk>/history/", history.history, name="history"),
    path("write/<int:pk>/history/compare/", history.compare, name="compare"),
    path("write/<int:pk>/history/<int:revision>/", history.revision, name="revision"),
    path("write/<int:pk>/history/<int:revision>/name/", history.name, name="name-revision"),
    path("write/<int:pk>/history/<int:revision>/restore/", history.restore, name="restore"),
]
