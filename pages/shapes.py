"""Shapes."""

from components import frame

lesson = frame.begin("shapes")
