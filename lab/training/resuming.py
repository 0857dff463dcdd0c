"""A training broken off between two epochs, written to a file by Keras, read again by Keras, and gone on with."""

import tempfile
from pathlib import Path

import keras
import numpy as np

from lab.experiments import Training
from lab.lessons.callbacks.decisions import Record, Resumed
from lab.problems import Problem
from lab.traces import Arrays, State
from lab.training.inputs import structure_of
from lab.training.networks import build
from lab.training.optimizers import make
from lab.training.programs import program
from lab.training.runs import begin, called

PIECE = 10


def resumed(training: Training, epoch: int) -> Resumed:
    """The training without a break, and with one after `epoch`: from the whole model, and from its weights alone."""
    if not 0 < epoch < training.epochs:
        raise Problem("a break after epoch {epoch} is not within {epochs} epochs", epoch=epoch, epochs=training.epochs)
    before, first = advanced(training, begin(training).state, epoch)
    whole, rest = advanced(training, before, training.epochs)
    with tempfile.TemporaryDirectory() as folder:
        kept, weights = Path(folder, "model.keras"), Path(folder, "model.weights.h5")
        model = real(training, before)
        model.save(kept)
        model.save_weights(weights)
        sizes = kept.stat().st_size, weights.stat().st_size
        starts = from_model(kept, epoch), from_weights(training, weights, epoch)
    ends, rests = zip(*(advanced(training, start, training.epochs) for start in starts), strict=True)
    far = [most(tuple(end.variables), tuple(whole.variables)) for end in ends]
    return Resumed(
        epoch=epoch,
        whole=joined(first, rest),
        resumed=joined(first, rests[0]),
        without_slots=joined(first, rests[1]),
        most_resumed=far[0],
        most_without_slots=far[1],
        bytes_model=sizes[0],
        bytes_weights=sizes[1],
        num_weights=sum(array.size for array in before.variables),
        num_slots=sum(array.size for array in before.slots),
    )


def advanced(training: Training, state: State, last: int) -> tuple[State, list[dict[str, np.ndarray]]]:
    """The state after epoch `last`, and the metrics piece by piece; it ends early where the loss is no number.

    Ten epochs at once, or one: XLA compiles a program for every number of epochs, and these two do for all breaks.
    """
    its_program = program(structure_of(training))
    found: list[dict[str, np.ndarray]] = []
    while state.epoch < last and all(np.isfinite(each["loss"]).all() for each in found):
        count = PIECE if last - state.epoch >= PIECE else 1
        piece = called(its_program, training, state, range(state.epoch + 1, state.epoch + count + 1), [])
        state = piece.state
        found.append(piece.metrics)
    return state, found


def joined(*parts: list[dict[str, np.ndarray]]) -> Record:
    pieces = [piece for part in parts for piece in part]
    return tuple((name, tuple(np.concatenate([piece[name] for piece in pieces]).tolist())) for name in pieces[0])


def real(training: Training, state: State) -> keras.Sequential:
    """The compiled Keras model in this state, its optimizer's slots included."""
    model = compiled(training, build(structure_of(training).input_shape, training.layers))
    for variable, value in zip(variables_of(model) + slots_of(model), (*state.variables, *state.slots), strict=True):
        variable.assign(value)
    return model


def compiled(training: Training, model: keras.Sequential) -> keras.Sequential:
    """The model with a new optimizer, whose slots are at their start."""
    settings = training.optimizer
    optimizer = make(settings.name, learning_rate=settings.learning_rate, **dict(settings.knobs))
    model.compile(optimizer, training.loss)
    optimizer.build(model.trainable_variables)
    return model


def from_model(path: Path, epoch: int) -> State:
    """The state in a file that `model.save` has written."""
    return state_of(keras.saving.load_model(path), epoch)


def from_weights(training: Training, path: Path, epoch: int) -> State:
    """The state after the weights alone were loaded, into a model that is compiled only afterwards.

    Keras writes the slots into a `.weights.h5`, too, if the model was compiled. They are loaded only into a model that
    is compiled already.
    """
    model = build(structure_of(training).input_shape, training.layers)
    model.load_weights(path)
    return state_of(compiled(training, model), epoch)


def state_of(model: keras.Sequential, epoch: int) -> State:
    return State(epoch, values(variables_of(model)), values(slots_of(model)))


def values(variables: list) -> Arrays:
    return tuple(np.asarray(variable) for variable in variables)


def variables_of(model: keras.Sequential) -> list:
    """The network's variables in the order of its layers, without those of the metrics."""
    return [variable for layer in model.layers for variable in layer.variables]


def slots_of(model: keras.Sequential) -> list:
    """What the optimizer remembers; its learning rate comes from the settings."""
    return [slot for slot in model.optimizer.variables if slot is not model.optimizer._learning_rate]


def most(one: Arrays, other: Arrays) -> float:
    """The largest difference between two weights at the same place."""
    return max(float(np.abs(a.astype("float64") - b).max()) for a, b in zip(one, other, strict=True))
