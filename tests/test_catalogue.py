"""The Korean catalogue holds every short string of the project, with the same places, and is compiled."""

import string

from babel.messages.mofile import read_mo

from components.particles import MARKER
from tests.catalogue import MO, korean, messages


def places(text: str) -> set[str]:
    """The places to be filled; a particle that is chosen after one of them is no place."""
    return {name for _, name, _, _ in string.Formatter().parse(MARKER.sub("", text)) if name}


def test_every_string_has_a_korean_translation():
    found, catalogue = messages(), korean()
    assert len(found) > 100
    missing = [
        f"{place}: {message}"
        for message, place in found.items()
        if not (catalogue.get(message) and catalogue.get(message).string)
    ]
    assert not missing, "\n".join(missing)


def test_the_catalogue_holds_nothing_that_is_gone():
    found = messages()
    gone = [message.id for message in korean() if message.id and message.id not in found]
    assert not gone


def test_a_translation_has_the_places_of_its_message():
    differing = [message.id for message in korean() if message.id and places(message.id) != places(message.string)]
    assert not differing


def test_the_compiled_catalogue_is_that_of_the_text():
    """The messages are compared, not the bytes: Babel writes its own version into the file."""
    with MO.open("rb") as file:
        written = read_mo(file)
    wanted = {message.id: message.string for message in korean() if message.id}
    assert wanted
    assert {message.id: message.string for message in written if message.id} == wanted
