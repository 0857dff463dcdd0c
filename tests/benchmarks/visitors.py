"""Visitors without a browser: they speak Streamlit's protocol over its websocket, and do what its page does there.

That is: keep what widgets say, follow the address, remember large messages by their hash, and run a fragment again in
the interval that it asks for. A visitor moves a slider and waits until the answer is whole: the run that answers has
ended, and nothing that grows asks to be run again.
"""

import asyncio
import random
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

import numpy as np
import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from websockets.asyncio.client import ClientConnection, connect

from tests.serving import served

LESSONS = ("perceptron?perceptron_part=hidden", "overfitting", "optimizers")
PAUSES_S = (3.0, 8.0)
"""From one move to the next, at least and at most."""
CLASS_S = 60.0
MOVED = "rate"
"""What the label of a slider that is moved contains: a learning rate. Most others change the program, and who moves one
waits for the compiler as long as for anything else."""
REACH = 5
"""Stops to either side of where a slider was found, within which it is moved."""
MOVES, FIRST_MOVES, VISIT = 2000, 200, 50
"""Moves that are measured, those before them, and after how many the visitor goes on to the next lesson."""
PATIENCE_S = 300
MOST_AGE = 30
"""Runs after which a message that did not come again is forgotten. It has to outlast a run that was asked for while it
was still there: before that one comes, several short ones may end."""


class Visitor:
    """One tab of a browser, as the server sees it."""

    def __init__(self, socket: ClientConnection, seed: int) -> None:
        self.socket = socket
        self.random = random.Random(seed)
        self.page, self.script, self.query = "", "", ""
        """Where the visitor is: the page's name, its script's hash once the server has said it, what the link says."""
        self.sliders: dict[str, tuple[Slider, str]] = {}
        """By id: the slider as it was sent, and the fragment that it is in."""
        self.values: dict[str, Any] = {}
        self.found: dict[str, int] = {}
        """The stop at which a slider was first seen."""
        self.messages: dict[str, tuple[int, ForwardMsg]] = {}
        self.runs = 0
        self.timers: dict[str, tuple[float, asyncio.Task]] = {}
        self.awaited: str | None = None
        """The fragment whose run will answer; no other run does. Empty: that of the whole page."""
        self.is_running = False
        self.last = 0.0
        self.settled = asyncio.Event()
        self.failure: Exception | None = None
        """Why nothing is heard any more."""

    async def open(self, path: str) -> float:
        """Go to a page, with what its link says; seconds until it stands."""
        self._clear()
        self.page, _, self.query = path.partition("?")
        self.script = ""
        return await self._answered("", self._ask(""))

    async def move(self) -> float:
        """Move a learning rate of the page; seconds until the last message of the answer."""
        names = sorted(name for name, (slider, _) in self.sliders.items() if MOVED in slider.label)
        assert names, f"no slider of a rate on {self.page}"
        name = self.random.choice(names)
        slider, fragment = self.sliders[name]
        place, last = stop_of(slider, self.values[name]), num_stops(slider) - 1
        middle = self.found.setdefault(slider.label, place)
        near = range(max(0, middle - REACH), min(last, middle + REACH) + 1)
        self.values[name] = value_at(slider, self.random.choice([stop for stop in near if stop != place]))
        return await self._answered(fragment, self._ask(fragment))

    async def listen(self) -> None:
        """Read what the server sends, until the tab is closed. Whoever waits for an answer hears at once why there will
        be none."""
        try:
            async for data in self.socket:
                self._hear(data if isinstance(data, bytes) else data.encode())
            raise ConnectionError("the server has closed the connection")
        except Exception as error:
            self.failure = error
            self.settled.set()

    def _hear(self, data: bytes) -> None:
        message = ForwardMsg.FromString(data)
        self.last = time.perf_counter()
        self._receive(self._remembered(message), list(message.metadata.run.fragment_ids))
        if self.awaited is None and not self.is_running and not self.timers:
            self.settled.set()

    def leave(self) -> None:
        self._stop(list(self.timers))

    async def _answered(self, fragment: str, asked: Coroutine) -> float:
        began = time.perf_counter()
        self.awaited = fragment
        if self.failure is None:
            self.settled.clear()
        await asked
        async with asyncio.timeout(PATIENCE_S):
            await self.settled.wait()
        if self.failure is not None:
            raise self.failure
        return self.last - began

    async def _ask(self, fragment: str, *, by_itself: bool = False) -> None:
        """Ask for a run of a fragment, or of the page, with what the widgets say."""
        message = BackMsg()
        run = message.rerun_script
        run.query_string, run.fragment_id, run.is_auto_rerun = self.query, fragment, by_itself
        run.page_script_hash, run.page_name = self.script, "" if self.script else self.page
        run.cached_message_hashes.extend(self.messages)
        for name, value in self.values.items():
            state = run.widget_states.widgets.add(id=name)
            if isinstance(value, str):
                state.string_array_value.data.append(value)
            else:
                state.double_array_value.data.append(value)
        await self.socket.send(message.SerializeToString())

    async def _look_again(self, fragment: str, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            await self._ask(fragment, by_itself=True)

    def _receive(self, message: ForwardMsg, fragments: list[str]) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.is_running = True
            if not fragments:
                self._clear()
            if not fragments or self.awaited in fragments:
                self.awaited = None
        elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.is_running = False
            self.runs += 1
            self.messages = {name: one for name, one in self.messages.items() if self.runs - one[0] <= MOST_AGE}
        elif kind == "auto_rerun":
            self._start(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "stop_auto_rerun":
            self._stop(list(message.stop_auto_rerun.fragment_ids))
        elif kind == "navigation":
            self.script = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            assert element.WhichOneof("type") != "exception", element.exception.message
            if element.WhichOneof("type") == "slider" and not element.slider.disabled:
                self._see(element.slider, message.delta.fragment_id)

    def _see(self, slider: Slider, fragment: str) -> None:
        """A slider that stands on the page now, at what the server or the visitor has put it to."""
        self.sliders[slider.id] = slider, fragment
        if slider.set_value or slider.id not in self.values:
            self.values[slider.id] = first_value(slider)

    def _remembered(self, message: ForwardMsg) -> ForwardMsg:
        """The message, or the one that it refers to by its hash."""
        if message.WhichOneof("type") == "ref_hash":
            message = self.messages[message.ref_hash][1]
        if message.metadata.cacheable:
            self.messages[message.hash] = self.runs, message
        return message

    def _clear(self) -> None:
        """What a run of the whole page sends anew."""
        self._stop(list(self.timers))
        self.sliders = {}

    def _start(self, fragment: str, seconds: float) -> None:
        if fragment in self.timers and self.timers[fragment][0] == seconds:
            return
        self._stop([fragment])
        self.timers[fragment] = seconds, asyncio.create_task(self._look_again(fragment, seconds))

    def _stop(self, fragments: list[str]) -> None:
        for fragment in fragments:
            if fragment in self.timers:
                self.timers.pop(fragment)[1].cancel()


def num_stops(slider: Slider) -> int:
    return len(slider.options) or round((slider.max - slider.min) / slider.step) + 1


def value_at(slider: Slider, stop: int) -> Any:
    """What a widget's state says at a stop: the option's text, or the number."""
    return slider.options[stop] if slider.options else min(slider.max, slider.min + stop * slider.step)


def stop_of(slider: Slider, value: Any) -> int:
    return list(slider.options).index(value) if slider.options else round((value - slider.min) / slider.step)


def first_value(slider: Slider) -> Any:
    """Where a slider stands when it is new, or when the server puts it somewhere."""
    if slider.type == Slider.SELECT_SLIDER:
        return slider.raw_value[0] if slider.set_value else slider.options[int(slider.default[0])]
    return (slider.value if slider.set_value else slider.default)[0]


async def arrive(stack: AsyncExitStack, url: str, seed: int = 0) -> Visitor:
    """A visitor with a tab of their own, which is closed with the stack."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    protocol: Any = "streamlit"
    socket = await stack.enter_async_context(connect(address, subprotocols=[protocol], max_size=None))
    visitor = Visitor(socket, seed)
    listening = asyncio.create_task(visitor.listen())
    stack.callback(visitor.leave)
    stack.callback(listening.cancel)
    return visitor


async def moves(visitor: Visitor, seconds: float, pauses: tuple[float, float]) -> list[float]:
    """Moves for this long, each some seconds after the one before and not before its answer: seconds of each."""
    end, times = time.perf_counter() + seconds, []
    while True:
        due = time.perf_counter() + visitor.random.uniform(*pauses)
        if due > end:
            return times
        if times:
            due -= times[-1]
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        times.append(await visitor.move())


async def lesson_hour(url: str, num_visitors: int, seconds: float, pauses: tuple[float, float]) -> list[float]:
    """Seconds of all moves of a class that spreads over the lessons. They come one after another."""
    async with AsyncExitStack() as stack:
        visitors = [await arrive(stack, url, seed) for seed in range(num_visitors)]
        for number, visitor in enumerate(visitors):
            await visitor.open(LESSONS[number % len(LESSONS)])
        return [one for each in await asyncio.gather(*(moves(v, seconds, pauses) for v in visitors)) for one in each]


def class_of(num_visitors: int) -> float:
    """95th percentile of the seconds from a move to the last message of its answer."""
    with served() as server:
        times = asyncio.run(lesson_hour(server.url, num_visitors, CLASS_S, PAUSES_S))
    assert len(times) > num_visitors
    return float(np.quantile(times, 0.95))


def class_30() -> float:
    return class_of(30)


def class_60() -> float:
    return class_of(60)


async def growth(url: str, process: psutil.Process, num_moves: int, first: int, visit: int) -> float:
    """MB by which a process grows while one visitor moves sliders, after the first so many moves."""
    async with AsyncExitStack() as stack:
        visitor = await arrive(stack, url)
        before = 0
        for number in range(first + num_moves):
            if number % visit == 0:
                await visitor.open(LESSONS[number // visit % len(LESSONS)])
            if number == first:
                before = process.memory_info().rss
            await visitor.move()
        return (process.memory_info().rss - before) / 1e6


def memory_moves() -> float:
    """Of the web process, over a visitor's tour of the lessons again and again."""
    with served() as server:
        return asyncio.run(growth(server.url, psutil.Process(server.process.pid), MOVES, FIRST_MOVES, VISIT))
