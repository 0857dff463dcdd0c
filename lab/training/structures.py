"""What a compiled program depends on, and what it records of an epoch."""

from dataclasses import dataclass

from lab.optimizers import Kind
from lab.stacks.layers import Layer

MOST_EPOCHS = 4096
MOST_ROWS = 2**18
METRICS = ("loss", "accuracy", "penalty", "val_loss", "val_accuracy", "test_loss", "test_accuracy", "val_penalty")
"""What is recorded of an epoch, as `keras.fit` reports it. Losses include the penalties of L1 and L2, as Keras's do:
`penalty` is what of `loss` is due to them (the mean over the epoch's steps), `val_penalty` what of `val_loss` is."""
SUMS = 7
"""What is summed up over an epoch: loss, accuracy and penalty while learning; loss and accuracy of both other parts."""


@dataclass(frozen=True)
class Structure:
    """What a compiled program depends on. Two trainings with equal structures share one program.

    `look_size` examples at most are measured together; `is_cut` says that a call may end within an epoch.
    """

    input_shape: tuple[int, ...]
    layers: tuple[Layer, ...]
    loss: str
    optimizer: Kind
    batch_size: int
    num_train: int
    num_validation: int
    num_test: int
    penalised: bool
    tests_last: bool
    look_size: int
    is_cut: bool

    @property
    def steps(self) -> int:
        """Batches that an epoch learns from."""
        return -(-self.num_train // self.batch_size)

    def looks(self, part: str) -> int:
        """Batches in which the examples held out ("val") or those for testing ("test") are measured."""
        return -(-{"val": self.num_validation, "test": self.num_test}[part] // self.look_size)

    @property
    def batches(self) -> int:
        """Of an epoch, all three kinds after one another."""
        return self.steps + self.looks("val") + self.looks("test")

    @property
    def most_epochs(self) -> int:
        """The record of a chunk has a fixed length, the smaller the more examples there are."""
        return max(1, min(MOST_EPOCHS, MOST_ROWS // self.num_train))

    @property
    def metrics(self) -> tuple[str, ...]:
        """Those of `METRICS` that there are."""
        parts = {"val": self.num_validation, "test": self.num_test}
        there = [
            "loss",
            "accuracy",
            *(f"{part}_{what}" for part in parts for what in ("loss", "accuracy") if parts[part]),
        ]
        return (*there, "penalty", "val_penalty") if self.penalised else tuple(there)

    @property
    def looks_at_single_examples(self) -> bool:
        return not any(layer.whole_batch for layer in self.layers)
