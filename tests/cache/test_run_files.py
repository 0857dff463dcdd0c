"""A long training in its file: killed and gone on with, equal to the bit; damaged, and told."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cache import shelf, worker
from cache.run_files import MOST_FILES, path_of, read, read_progress, write
from lab.lessons.images.cifar_states import Kept
from lab.problems import Problem
from tests.lab.lessons.images.test_cifar import SMALL, trained

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("pictures"))


@pytest.mark.parametrize("last", [2, len(SMALL.pieces)])
def test_it_is_written_when_it_is_to_be_and_always_at_the_end(unbroken, tmp_path, last):
    folder, _, end = unbroken
    state = None
    for number in range(1, last + 1):
        state = worker.advance(tmp_path, SMALL, folder, state, tmp_path, number == 1)
    assert read_progress(SMALL, tmp_path).done == (1 if last == 2 else last)
    assert isinstance(state, Kept)
    if last > 2:
        for mine, theirs in zip((*state.variables, *state.slots), (*end.variables, *end.slots), strict=True):
            np.testing.assert_array_equal(mine, theirs)


SCRIPT = """
import sys
from pathlib import Path
from cache.worker import advance
from tests.lab.lessons.images.test_cifar import SMALL
folder, place = Path(sys.argv[1]), Path(sys.argv[2])
done = 0
while done < len(SMALL.pieces):
    done = advance(place, SMALL, folder, None, place, True).progress.done
    print(done, flush=True)
"""


def process(folder, place):
    command = [sys.executable, "-c", SCRIPT, str(folder), str(place)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


@pytest.mark.slow
def test_killed_and_gone_on_with_in_a_fresh_process_it_is_equal_to_the_bit(unbroken, tmp_path):
    folder, whole, end = unbroken
    first = process(folder, tmp_path)
    for line in first.stdout:
        if int(line) >= 3:
            break
    first.send_signal(signal.SIGKILL)
    first.wait()
    done = read_progress(SMALL, tmp_path).done
    assert done >= 3
    second = process(folder, tmp_path)
    assert second.wait(120) == 0
    state = read(SMALL, tmp_path)
    np.testing.assert_array_equal(state.progress.measured, whole.measured)
    for mine, theirs in zip((*state.variables, *state.slots), (*end.variables, *end.slots), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("damage", ["empty", "half", "flipped", "text", "another"])
def test_a_damaged_file_is_told_and_the_training_begins_anew(unbroken, tmp_path, damage):
    folder, whole, end = unbroken
    write(SMALL, tmp_path, end)
    path = path_of(SMALL, tmp_path)
    content = path.read_bytes()
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]
    other = replace(SMALL, num_test=50)
    write(other, tmp_path, end)
    damaged = {"empty": b"", "half": content[:middle], "flipped": flipped, "text": b"no zip"}
    path.write_bytes(damaged.get(damage) if damage != "another" else path_of(other, tmp_path).read_bytes())
    progress = worker.advance(tmp_path, SMALL, folder, None, tmp_path, True).progress
    assert "is damaged, so the training begins anew" in str(progress.damaged)
    assert progress.done == 1
    np.testing.assert_array_equal(progress.measured, whole.measured[:1])
    assert worker.advance(tmp_path, SMALL, folder, None, tmp_path, True).progress.damaged is None


def test_old_states_are_removed_and_no_scraps_are_left(unbroken, tmp_path):
    state = unbroken[2]
    plans = [replace(SMALL, settings=replace(SMALL.settings, seed=seed)) for seed in range(MOST_FILES + 2)]
    for number, plan in enumerate(plans):
        write(plan, tmp_path, state)
        os.utime(path_of(plan, tmp_path), (number, number))
    write(plans[-1], tmp_path, state)
    left = sorted(tmp_path.iterdir())
    assert left == sorted(path_of(plan, tmp_path) for plan in plans[2:])
    scrap = tmp_path / f"{shelf.ASIDE}x"
    scrap.write_bytes(b"half")
    os.utime(scrap, (0, 0))
    write(plans[-1], tmp_path, state)
    assert not scrap.exists()


def test_a_place_that_cannot_be_written_to_is_told(unbroken, tmp_path):
    place = tmp_path / "file"
    place.write_text("no folder")
    with pytest.raises(Problem, match="cannot be written to"):
        write(SMALL, place, unbroken[2])
