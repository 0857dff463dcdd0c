"""The settings of a training: its data, its network, and how it learns. Lessons share most of them."""

from components.glossary.words import Words
from components.language import mark
from components.names import SET_NAMES, describe_line
from lab.lessons.images.choices import OWN
from lab.schedules import PLATEAU

FILTERS = mark("How many kernels the first convolution has, and the second.")
HIDDEN_LAYERS = Words(
    mark("Hidden layers"),
    mark("The units of each hidden layer with hyphens between, such as 16-16: up to 4 layers of up to 1024."),
)
PICTURES = Words(
    mark("Pictures"),
    mark("Digits are built in. The other two are read by Keras's own loaders from Keras's folder."),
    choices=SET_NAMES,
)
START_AND_ORDER = Words(
    mark("Seed of the start"), mark("Another seed, other starting weights and another order of the examples.")
)

WORDS = {
    # data
    "data": Words(
        mark("Data"),
        mark("The first four can be drawn. All are built in but the film reviews, which Keras keeps on disk."),
        choices={
            "moons": mark("two moons"),
            "circles": mark("circle in a circle"),
            "spiral": mark("spiral"),
            "clouds": mark("four clouds (XOR)"),
            "breast_cancer": mark("breast cancer (30 measurements)"),
            "digits": mark("handwritten digits (8×8)"),
            "imdb": mark("film reviews (10,000 words)"),
        },
    ),
    "ImagesSettings.data": PICTURES,
    "SumsSettings.data": PICTURES,
    "data_seed": Words(mark("Seed of the data"), mark("Another seed, other training examples.")),
    "distance": Words(mark("Distance of the clouds"), mark("Between their centres. At 0 they are the same cloud.")),
    "examples": Words(
        mark("Examples"),
        mark("Training and validation together; test examples are extra. Few are soon learned by heart."),
    ),
    "CallbacksSettings.examples": Words(
        mark("Examples"),
        mark("How many digits in all; two fifths of them are held out. All other digits are for testing."),
    ),
    "Epoch.examples": Words(mark("Examples"), mark("How many examples an epoch goes through.")),
    "noise": Words(
        mark("Noise"), mark("How far points scatter from their place; with more of it the classes overlap.")
    ),
    "num_examples": Words(mark("Examples"), mark("Half of them from each cloud.")),
    "scaled": Words(
        mark("Grey from 0 to 1"),
        mark("Grey values are divided by the whitest one before the network sees them. Off: they stay as they are."),
    ),
    "spread": Words(mark("Spread"), mark("Standard deviation of a cloud along each axis.")),
    "validation_fraction": Words(
        mark("Validation share"), mark("Share of the examples that is held out: the network never learns from them.")
    ),
    # network
    "activation": Words(mark("Activation"), mark("Of the hidden neurons; the output keeps its own.")),
    "batch_normalisation": Words(mark("Batch normalisation"), mark("Between each hidden layer and its activation.")),
    "bias": Words(
        mark("Bias"),
        mark("With a forgotten 1: training adds a constant 1 to the bias, and the last table leaves it out."),
        choices={"trained": mark("learned"), "documents": mark("with a forgotten 1"), "none": mark("none")},
    ),
    "design": Words(
        mark("Design"),
        mark("The widest one takes by far the most work; the other two are made for two cores."),
        choices={
            "normalised": mark("with normalisation"),
            "tutorial": mark("TensorFlow's tutorial"),
            "documents": mark("the widest"),
        },
    ),
    "dropout": Words(
        mark("Dropout"), mark("Share of each hidden layer's outputs that is set to 0; at every step it is other ones.")
    ),
    "l1": Words("L1 λ₁", mark("Adds λ₁·Σ|w| to the loss: pulls every weight towards 0 and many onto it."), "L1"),
    "l2": Words("L2 λ₂", mark("Adds λ₂·Σw² to the loss: pulls large weights most."), "L2"),
    "layers": HIDDEN_LAYERS,
    "ImagesSettings.layers": Words(mark("Stack"), mark("The layers of a network of your own."), describe=describe_line),
    "n1": Words(mark("Filters n1"), FILTERS, "n1"),
    "n2": Words(mark("Filters n2"), FILTERS, "n2"),
    "network": Words(
        mark("Network"),
        mark("Softmax regression has no hidden layer; the two CNNs begin with convolutions."),
        choices={
            "softmax": mark("softmax regression"),
            "dense": mark("dense"),
            "convolution": mark("small CNN"),
            "large convolution": mark("large CNN"),
            OWN: mark("my own stack"),
        },
    ),
    "rule": Words(
        mark("Neuron and rule"),
        mark("A step with Rosenblatt's rule, or a sigmoid with the delta rule."),
        choices={"perceptron": mark("perceptron rule"), "delta": mark("sigmoid, delta rule")},
    ),
    "units": Words(mark("Hidden neurons k"), mark("Each draws one line through the plane."), "k"),
    "ImagesSettings.units": HIDDEN_LAYERS,
    # training
    "batch_size": Words(mark("Batch size"), mark("How many examples make one step, also called an iteration.")),
    "epochs": Words(mark("Epochs"), mark("How often training goes through all its examples.")),
    "learning_rate": Words(mark("Learning rate"), mark("How far one step goes.")),
    "CallbacksSettings.learning_rate": Words(
        mark("Learning rate η₀"), mark("The base rate: what the optimizer starts with."), mark("learning rate")
    ),
    "logarithm": Words(
        mark("Logarithm"),
        mark("Of the softmax as it is; of probabilities kept away from 0; or from the logits."),
        choices={"unprotected": mark("of the softmax"), "clipped": mark("clipped"), "from logits": mark("from logits")},
    ),
    "loss": Words(mark("Loss"), mark("What training makes small: mean squared error, or cross-entropy.")),
    "num_seeds": Words(
        mark("Seeds"), mark("Each seed means other starting weights and another order of the examples.")
    ),
    "num_steps": Words(mark("Steps"), mark("How many steps every optimizer takes.")),
    "optimizer": Words(mark("Optimizer"), mark("How a gradient becomes a step; the lesson Optimizers compares them.")),
    "order": Words(
        mark("Order of the examples"),
        mark("In which order an epoch goes through the rows."),
        choices={"documents": "11, 10, 01, 00", "counting": "00, 01, 10, 11", "shuffled": mark("shuffled every epoch")},
    ),
    "reduction": Words(
        mark("Cross-entropy"),
        mark("Of the 100 pictures of a batch: added up, or their mean."),
        choices={"sum": mark("summed"), "mean": mark("mean")},
    ),
    "schedule": Words(
        mark("Schedule"),
        mark("How the learning rate changes from epoch to epoch."),
        choices={
            "constant": mark("constant"),
            "constant, then exponential": mark("constant, then exponential"),
            "step": mark("step by step"),
            "piecewise constant": mark("piecewise constant"),
            "polynomial": mark("polynomial"),
            "inverse time": mark("inverse time"),
            "cosine": mark("cosine"),
            "cosine with restarts": mark("cosine with restarts"),
            "warm-up, then cosine": mark("warm-up, then cosine"),
            "one-cycle": mark("one-cycle"),
            PLATEAU: mark("on a plateau"),
        },
    ),
    "seed": Words(mark("Seed"), mark("Another seed, other random numbers.")),
    "shuffle_seed": Words(mark("Seed of the order"), mark("Another seed, another order of the examples.")),
    "start": Words(
        mark("Weights at the start"),
        mark("Random: weights from a truncated normal distribution of deviation 0.1, biases 0.1."),
        choices={"zeros": mark("zeros"), "random": mark("random")},
    ),
    "steps": Words(mark("Steps"), mark("Each step sees 100 pictures.")),
    "weights_seed": Words(mark("Seed of the start"), mark("Another seed, other starting weights.")),
    "ImagesSettings.weights_seed": START_AND_ORDER,
    "OverfittingSettings.weights_seed": START_AND_ORDER,
}
