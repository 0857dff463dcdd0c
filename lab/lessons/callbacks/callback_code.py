"""The callbacks of the lesson as Keras code, with what was set.

>>> print(schedule(CallbacksSettings(schedule="cosine", epochs=15)))
import math
import keras
<BLANKLINE>
<BLANKLINE>
def cosine(epoch, epochs):
    \"\"\"Half a wave of the cosine from 1 towards 0 (Loshchilov and Hutter, 2017, without restarts).\"\"\"
    return (1 + math.cos(math.pi * epoch / epochs)) / 2
<BLANKLINE>
<BLANKLINE>
callbacks = [keras.callbacks.LearningRateScheduler(lambda epoch: 0.05 * cosine(epoch, 15))]
"""

import inspect
from pathlib import Path
from typing import Any

from lab.lessons.callbacks.decisions import EARLY, CallbacksSettings, WatchSettings, file_pattern
from lab.schedules import PLATEAU, SCHEDULES

OWN = Path(__file__).parents[2] / "training" / "stopping.py"
FIT = "model.fit(x, y, validation_data=(x_val, y_val), epochs={epochs}, callbacks=callbacks)"


def watching(watch: WatchSettings, settings: CallbacksSettings) -> str:
    """The callbacks that watch, and the call that they are given to."""
    if watch.stopper == EARLY:
        head = "import keras"
        given = {
            "monitor": watch.monitor,
            "min_delta": watch.min_delta,
            "patience": watch.patience,
            "mode": watch.mode,
            "restore_best_weights": watch.restore_best_weights,
            "start_from_epoch": watch.start_from_epoch,
        }
        stopper = f"keras.callbacks.EarlyStopping({_given(given, mode='auto', min_delta=0, start_from_epoch=0)})"
    else:
        head = OWN.read_text(encoding="utf-8").strip() + "\n"
        stopper = f"StopAtAccuracy({_given({'target': round(watch.target, 2), 'monitor': watch.target_monitor})})"
    saved = {
        "filepath": file_pattern(watch),
        "monitor": watch.monitor,
        "save_best_only": watch.save_best_only,
        "mode": watch.mode,
    }
    made = [
        stopper,
        f"keras.callbacks.ModelCheckpoint({_given(saved, mode='auto')})",
        "keras.callbacks.TerminateOnNaN()",
        'keras.callbacks.CSVLogger("log.csv")',
    ]
    lines = "".join(f"    {each},\n" for each in made)
    return f"{head}\n\ncallbacks = [\n{lines}]\n" + FIT.format(epochs=settings.epochs)


def schedule(settings: CallbacksSettings) -> str:
    """The callback that sets the rates, with the function that it asks."""
    found = settings.scheduled()
    knobs = dict(found.knobs)
    if found.name == PLATEAU:
        given = _given({"monitor": "val_loss", "mode": "min", **knobs})
        return f"import keras\n\ncallbacks = [keras.callbacks.ReduceLROnPlateau({given})]"
    share = SCHEDULES[found.name].share
    assert share is not None
    source = inspect.getsource(share).strip()
    imports = "import math\nimport keras" if "math." in source else "import keras"
    more = "".join(f", {name}={value:g}" for name, value in knobs.items())
    call = f"{settings.learning_rate:g} * {share.__name__}(epoch, {settings.epochs}{more})"
    made = f"callbacks = [keras.callbacks.LearningRateScheduler(lambda epoch: {call})]"
    return f"{imports}\n\n\n{source}\n\n\n{made}"


def _given(arguments: dict[str, Any], **defaults: Any) -> str:
    """The arguments as they stand in a call, without those at their default."""
    shown = {name: value for name, value in arguments.items() if name not in defaults or value != defaults[name]}
    return ", ".join(f"{name}={_value(value)}" for name, value in shown.items())


def _value(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else repr(value)
