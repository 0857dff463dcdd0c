"""The callbacks of the lesson as Keras code, with what was set.

>>> print(schedule(CallbacksSettings(schedule="cosine", epochs=15)))
import math
import keras
<BLANKLINE>
<BLANKLINE>
def cosine(epoch, epochs, alpha):
    \"\"\"Half a wave of the cosine from 1 towards `alpha`; Keras's CosineDecay (Loshchilov and Hutter, 2017).\"\"\"
    return (1 - alpha) * (1 + math.cos(math.pi * epoch / epochs)) / 2 + alpha
<BLANKLINE>
<BLANKLINE>
callbacks = [keras.callbacks.LearningRateScheduler(lambda epoch: 0.05 * cosine(epoch, 15, alpha=0))]
"""

import inspect
from pathlib import Path
from typing import Any

from lab.export_code import Watching
from lab.lessons.callbacks.decisions import CallbacksSettings, WatchSettings, file_pattern
from lab.schedules import PLATEAU, SCHEDULES

OWN = Path(__file__).parents[2] / "training" / "stopping.py"
FIT = "model.fit(x, y, validation_data=(x_val, y_val), epochs={epochs}, callbacks=callbacks)"


def watching(watch: WatchSettings, settings: CallbacksSettings) -> str:
    """The callbacks that watch, and the call that they are given to."""
    head = "import keras" if watch.stops_early else OWN.read_text(encoding="utf-8").strip() + "\n"
    return f"{head}\n\n{_callbacks('callbacks', watch)}\n" + FIT.format(epochs=settings.epochs)


def exported(watch: WatchSettings) -> Watching:
    """The same callbacks for the script to take home, which ends as the lesson's run does and prints the same figures.

    What it tests is what the model holds in the end, then what the last file has.
    """
    own = OWN.read_text(encoding="utf-8").replace("import keras\n", "").rstrip() + "\n\n\n"
    code = ("" if watch.stops_early else own) + _callbacks("watching", watch)
    lines = ['print(f"ended after epoch {len(history.epoch)}")']
    if watch.stops_early:
        lines += ["if watching[0].best is not None:", '    print(f"best epoch: {watching[0].best_epoch + 1}")']
    path = f'"{file_pattern(watch)}"'.replace("{epoch:02d}", "{len(history.epoch):02d}")
    return Watching(
        code if watch.stops_early else "\n\n" + code.lstrip(),
        "\n".join(
            [
                *lines,
                "try:",
                f"    kept = keras.models.load_model({path if watch.save_best_only else 'f' + path})",
                "    file_loss, file_accuracy = kept.evaluate(x_test, y_test, verbose=0)",
                '    print(f"the last file: test_loss: {file_loss:.4f}, test_accuracy: {file_accuracy:.4f}")',
                "except ValueError:",
                '    print("no file was written")',
            ]
        ),
    )


def _callbacks(name: str, watch: WatchSettings) -> str:
    """All of them as a list of this name."""
    if watch.stops_early:
        given = {
            "monitor": watch.monitor,
            "min_delta": watch.min_delta,
            "patience": watch.patience,
            "mode": watch.mode,
            "restore_best_weights": watch.restore_best_weights,
            "start_from_epoch": watch.start_from_epoch,
        }
        stopper = f"keras.callbacks.EarlyStopping({_arguments(given, mode='auto', min_delta=0, start_from_epoch=0)})"
    else:
        stopper = f"StopAtAccuracy({_arguments({'target': round(watch.target, 2), 'monitor': watch.target_monitor})})"
    saved = {
        "filepath": file_pattern(watch),
        "monitor": watch.monitor,
        "save_best_only": watch.save_best_only,
        "mode": watch.mode,
    }
    made = [
        stopper,
        f"keras.callbacks.ModelCheckpoint({_arguments(saved, mode='auto')})",
        "keras.callbacks.TerminateOnNaN()",
        'keras.callbacks.CSVLogger("log.csv")',
    ]
    lines = "".join(f"    {each},\n" for each in made)
    return f"{name} = [\n{lines}]"


def schedule(settings: CallbacksSettings) -> str:
    """The callback that sets the rates, with the function that it asks."""
    found = settings.scheduled()
    knobs = dict(found.knobs)
    if found.name == PLATEAU:
        given = _arguments({"monitor": "val_loss", "mode": "min", **knobs})
        return f"import keras\n\ncallbacks = [keras.callbacks.ReduceLROnPlateau({given})]"
    share = SCHEDULES[found.name].share
    assert share is not None
    source = inspect.getsource(share).strip()
    imports = "import math\nimport keras" if "math." in source else "import keras"
    more = "".join(f", {name}={value:g}" for name, value in knobs.items())
    call = f"{settings.learning_rate:g} * {share.__name__}(epoch, {settings.epochs}{more})"
    made = f"callbacks = [keras.callbacks.LearningRateScheduler(lambda epoch: {call})]"
    return f"{imports}\n\n\n{source}\n\n\n{made}"


def _arguments(arguments: dict[str, Any], **defaults: Any) -> str:
    """The arguments as they stand in a call, without those at their default."""
    shown = {name: value for name, value in arguments.items() if name not in defaults or value != defaults[name]}
    return ", ".join(f"{name}={_value(value)}" for name, value in shown.items())


def _value(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else repr(value)
