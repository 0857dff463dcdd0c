"""Optimizers."""

from components import frame

lesson = frame.begin("optimizers")
