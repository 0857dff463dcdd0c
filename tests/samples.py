"""Sample trainings that tests and benchmarks share, as the course has them; they are shortened with `replace`."""

from dataclasses import replace

from lab.data.datasets import Data
from lab.experiments import Training
from lab.optimizers import OptimizerSettings
from lab.stacks.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D

XOR = Training(
    data=Data("gate"),
    layers=(Dense(2, "sigmoid"), Dense(1, "sigmoid")),
    optimizer=OptimizerSettings("SGD", 0.1),
    batch_size=1,
    epochs=2000,
    shuffle=False,
)
"""B19f: one row at a time, in the documents' order."""
DIGITS = Training(
    data=Data("digits"),
    layers=(Dense(32, "relu"), Dense(16, "relu"), Dense(10, "softmax")),
    optimizer=OptimizerSettings("Adam", 0.001),
    loss="sparse_categorical_crossentropy",
    epochs=20,
    validation_fraction=0.2,
)
IMAGES = replace(
    DIGITS,
    data=Data("made_up_images"),
    layers=(Flatten(), Dense(20, "relu"), Dense(30, "relu"), Dense(10, "softmax")),
    validation_fraction=0.0,
    epochs=1,
)
"""As many pictures, and as large, as Fashion-MNIST has; E1's network."""
CONVOLUTIONS = replace(
    IMAGES,
    data=Data("made_up_images", (("examples", 12_000),)),
    layers=(
        Conv2D(6, 5, activation="relu"),
        MaxPooling2D(),
        Conv2D(16, 5, activation="relu"),
        MaxPooling2D(),
        Flatten(),
        Dense(120, "relu"),
        Dropout(0.2),
        Dense(10, "softmax"),
    ),
)
"""E6's network."""
HUGE = replace(
    DIGITS,
    data=Data("made_up_words"),
    layers=(Dense(1024, "relu"), Dense(1024, "relu"), Dense(1, "sigmoid")),
    optimizer=OptimizerSettings("RMSprop", 0.001),
    loss="binary_crossentropy",
    batch_size=512,
    validation_fraction=0.0,
)
"""B1's largest network on as many made-up reviews as its target is stated for."""
