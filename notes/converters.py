"""Weeks, years and pictures as they stand in addresses."""

from notes import picture_addresses
from notes.picture_addresses import PictureAddress
from notes.weeks import Week


class WeekConverter:
    """/2018-07-30/, and every day of that week, and /2018-W31/. The views send all but the Monday on to it."""

    regex = r"\d{4}-(?:\d{2}-\d{2}|W\d{2})"

    def to_python(self, value: str) -> Week:
        week = Week.parse(value)  # ValueError: no such address
        self.check_neighbours(week)
        return week

    def to_url(self, week: Week) -> str:
        return week.key

    def check_neighbours(self, week: Week) -> None:
        """A week at the very end of the calendar has no next one to link to."""
        if not 1900 <= week.year <= 2200:
            raise ValueError(f"{week} is beyond what an archive holds.")


class YearConverter:
    regex = r"(?:19|20|21)\d{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, year: int) -> str:
        return f"{year:04}"


class FeedConverter:
    regex = "atom|rss|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class BriefingConverter:
    regex = "md|csv|pdf"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PictureConverter:
    """One size of a picture: /media/p/<token>/960x640.webp."""

    regex = picture_addresses.REGEX

    def to_python(self, value: str) -> PictureAddress:
        address = PictureAddress.parse(f"/media/{value}")
        if address is None:
            raise ValueError(f"{value} is no picture’s address.")
        return address

    def to_url(self, address: PictureAddress) -> str:
        return address.name
