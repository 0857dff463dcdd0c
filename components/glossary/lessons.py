"""The settings that one lesson has alone: of windows and pictures, of callbacks, of surfaces, of shapes."""

from components.glossary.words import Words
from components.language import mark
from lab.lessons.optimizers.choices import OWN

KERNELS = {
    "identity": mark("Identity"),
    "edges across": mark("Vertical edges"),
    "edges down": mark("Horizontal edges"),
    "outline": mark("Outline"),
    "box blur": mark("Blur (mean)"),
    "soft blur": mark("Soft blur 5×5"),
    "sharpen": mark("Sharpen"),
    "emboss": mark("Emboss"),
    "trained": mark("One that was learned"),
    "own": mark("My own numbers"),
}
POOLINGS = {"max": mark("Max"), "average": mark("Average")}
SLICE = mark("The slice of this colour is the pattern times this factor.")
STRIDE = Words(mark("Stride"), mark("How far the window moves at each step."))

WORDS = {
    # convolution
    "blue": Words(mark("Blue ×"), SLICE),
    "digit": Words(mark("Digit"), mark("8×8 pixels, from 0 to 16.")),
    "dilation": Words(mark("Dilation"), mark("How far apart the window's cells are; 1 is side by side.")),
    "Maps.filters": Words(mark("Number of kernels"), mark("Each makes one feature map.")),
    "green": Words(mark("Green ×"), SLICE),
    "index": Words(mark("Number of the picture"), mark("Which of the set's 10,000 test pictures, counted from 0.")),
    "kernel": Words(mark("Kernel"), mark("The numbers by which the window's values are multiplied."), choices=KERNELS),
    "kernel_size": Words(mark("Kernel size"), mark("Rows and columns of each kernel.")),
    "kind": Words(mark("Kind of pooling"), mark("What a pooling takes of its four values."), choices=POOLINGS),
    "operation": Words(
        mark("Operation"),
        mark("Convolution: a sum of products. Max and average are poolings."),
        choices={"convolution": mark("Convolution"), **POOLINGS},
    ),
    "own": Words(
        mark("My kernel"), mark("Semicolons between rows, spaces between numbers, at most 7×7. 1/9 is a number, too.")
    ),
    "padding": Words(
        mark("Padding"),
        mark("VALID: only where the window fits. SAME: with a border, so that stride 1 keeps the size."),
        choices={"valid": "VALID", "same": "SAME"},
    ),
    "pattern": Words(mark("Pattern"), mark("The numbers in each slice, before the factors."), choices=KERNELS),
    "picture": Words(
        mark("Picture"),
        mark("What the kernel slides over. Your own picture stays in this session and is not part of the link."),
        choices={
            "digit": mark("Handwritten digit"),
            "cross": mark("Cross"),
            "ring": mark("Ring"),
            "stairs": mark("Stairs"),
            "stripes": mark("Stripes"),
            "flags": mark("Colour bands"),
            "temple": mark("Photograph: a temple"),
            "flower": mark("Photograph: a flower"),
            "fashion_mnist": "Fashion-MNIST",
            "mnist": "MNIST",
            "drawn": mark("Drawn by me"),
            "own": mark("My own picture"),
        },
    ),
    "pool": Words(mark("Pool size"), mark("Rows and columns of the window.")),
    "pool_stride": STRIDE,
    "poolings": Words(mark("Poolings 2×2"), mark("How many poolings come after the convolution.")),
    "red": Words(mark("Red ×"), SLICE),
    "relu": Words(mark("ReLU"), mark("Negative values become 0.")),
    "size": Words(mark("Picture size"), mark("Pixels along the longer side. Numbers are shown where they fit.")),
    "source": Words(
        mark("Kernels"),
        mark("Named kernels, or random ones, as a network has them before it is trained."),
        choices={"known": mark("Named ones"), "random": mark("Random, untrained")},
    ),
    "stride": STRIDE,
    "trained": Words(
        mark("Learned kernel"),
        mark("A small convolutional network is trained on the digits; its first layer has six kernels. Which one?"),
    ),
    # shapes
    "channels": Words(mark("Channels"), mark("1 for grey, 3 for colours, more after a convolution.")),
    "filters": Words(mark("Filters"), mark("Channels of the output.")),
    "height": Words(mark("Height"), mark("Rows of the input picture.")),
    "hidden": Words(mark("Hidden neurons"), mark("Neurons of the layer in between.")),
    "inputs": Words(mark("Inputs"), mark("Features of an example.")),
    "outputs": Words(mark("Outputs"), mark("Numbers that the network gives for an example.")),
    "use_bias": Words(mark("Bias"), mark("One more number for each filter, or for each unit.")),
    "width": Words(mark("Width"), mark("Columns of the input picture.")),
    # callbacks
    "min_delta": Words(
        "min_delta", mark("By how much a value has to be better than the best so far to count as better.")
    ),
    "mode": Words("mode", mark("Which way is better: down, up, or what Keras makes of the metric's name.")),
    "monitor": Words("monitor", mark("The metric that EarlyStopping and ModelCheckpoint look at.")),
    "patience": Words("patience", mark("Epochs without a better value before the run is stopped.")),
    "restore_best_weights": Words(
        "restore_best_weights", mark("Whether the weights of the best epoch are put back when the run ends.")
    ),
    "save_best_only": Words(
        "save_best_only", mark("ModelCheckpoint writes only where the metric is better than ever before.")
    ),
    "start_from_epoch": Words(
        "start_from_epoch", mark("EarlyStopping does not look before this epoch, counted from 0.")
    ),
    "stopper": Words(mark("Who may stop the run"), mark("Which callback may end the run.")),
    "target": Words("target", mark("The accuracy to be reached.")),
    "target_monitor": Words("monitor", mark("The accuracy to be reached.")),
    # dropout, surfaces
    "formula": Words(
        "f(x, y)", mark("With + - * / ** and sin, cos, exp, log, sqrt, abs …; it is read, never executed.")
    ),
    "mask_seed": Words(mark("Seed of the mask"), mark("Another seed drops other neurons.")),
    "masks": Words(mark("Masks for the mean"), mark("The mean is taken over this many masks.")),
    "neuron": Words(mark("Neuron in the formula"), mark("The one whose numbers are in the formula.")),
    "rate": Words(mark("Dropout rate p"), mark("The share of outputs that is dropped, on average.")),
    "reach": Words(mark("Shown from −r to r: r"), mark("How far the picture reaches in x and in y.")),
    "surface": Words(
        mark("Surface"),
        mark("The loss as a function of two weights, x and y."),
        choices={
            "bowl": mark("bowl"),
            "ravine": mark("ravine"),
            "Rosenbrock": mark("Rosenbrock's valley"),
            "Beale": mark("Beale's plain"),
            "saddle": mark("saddle"),
            "Himmelblau": mark("Himmelblau's four valleys"),
            "many dips": mark("many dips (Rastrigin)"),
            OWN: mark("your own f(x, y)"),
        },
    ),
}
