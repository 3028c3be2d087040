"""What one might look at before a draft goes out. Advice, never a wall, and never kept."""

from notes.advising.advice import Advice, name_of
from notes.advising.looking import advise

__all__ = ["Advice", "advise", "name_of"]
