"""What a worker compiles or loads is kept, within a bound."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any


def fetch(store: OrderedDict, key: Any, make_one: Callable[[], Any], most: int) -> Any:
    """`store[key]`, made at the first time; of more than `most` entries the one used longest ago is dropped."""
    if key not in store:
        store[key] = make_one()
    store.move_to_end(key)
    while len(store) > most:
        store.popitem(last=False)
    return store[key]
