"""Markdown → safe HTML and what it holds: activities, citations, plain text.

Nothing else in the project makes HTML safe.
"""

from notes.markup.marks import with_marks
from notes.markup.policy import POLICY_VERSION
from notes.markup.proofs import Proof, proof
from notes.markup.rendering import Cited, Point, Rendered, render, with_pictures_at

__all__ = ["POLICY_VERSION", "Cited", "Point", "Proof", "Rendered", "proof", "render", "with_marks", "with_pictures_at"]
