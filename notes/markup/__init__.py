"""Markdown → safe HTML and its outline. The one door: nothing else in the project makes HTML safe."""

from notes.markup.outline import Cited, Point
from notes.markup.policy import VERSION as POLICY_VERSION
from notes.markup.rendering import Rendered, for_elsewhere, render

__all__ = ["POLICY_VERSION", "Cited", "Point", "Rendered", "for_elsewhere", "render"]
