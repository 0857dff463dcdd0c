"""Every figure that the lesson Images says about CIFAR-10. The times of a step were measured once; what follows from
them is computed anew."""

from cache.long_runs import UNSEEN_S
from cache.run_files import MOST_FILES
from lab.data.keras_files import CIFAR10
from lab.data.pictures import PICTURES
from lab.lessons.images.cifar import HELD_OUT, PIECE_WORK, WANTED, CifarSettings, Plan
from lab.stacks.layers import Conv2D, Dense, Dropout, MaxPooling2D
from tests.claims.claims import claim
from tests.claims.documents import PRINTED, PUBLISHED

NUM_TRAIN = 50_000
MILLISECONDS = {"normalised": 33, "tutorial": 12, "documents": 352}
"""Of a step of 50 pictures, measured once on a machine with two cores."""
TUTORIAL = PUBLISHED["accuracy of TensorFlow's tutorial on convolutions, and its epochs"]


def plan(design="normalised", epochs=10):
    return Plan(CifarSettings(design=design, epochs=epochs), NUM_TRAIN, 10_000)


def of_layers(design, kind, column):
    """What the layers of a kind have, in their order; of Dense layers without the last one."""
    found = [getattr(layer, column) for layer in CifarSettings(design=design).layers() if isinstance(layer, kind)]
    return found[:-1] if kind is Dense else found


def filters(design):
    return of_layers(design, Conv2D, "filters")


def size(design):
    found = CifarSettings(design=design).report()
    return found.parameters, found.multiply_adds


def minutes(design, epochs):
    return plan(design, epochs).seconds(MILLISECONDS[design] / 1000) / 60


def seconds_of_a_piece():
    """Of the first design; a picture that is learned from takes three times the multiply-adds of one way forward."""
    steps = PIECE_WORK / (3 * plan().multiply_adds * CifarSettings().batch_size)
    return steps * MILLISECONDS["normalised"] / 1000


def times_the_work():
    """Whole times that a step of the documents' network is the work of one of the first design."""
    return plan("documents").multiply_adds // plan().multiply_adds


def test_pictures_are_of_ten_kinds_in_colour():
    assert PICTURES["cifar10"].shape[2] == 3
    assert len(PICTURES["cifar10"].classes) == 10


def test_all_dropouts_pools_and_kernels_of_a_design_are_equal():
    for kind, column in ((Dropout, "rate"), (MaxPooling2D, "pool_size"), (Conv2D, "kernel_size")):
        assert all(len(set(of_layers(design, kind, column))) <= 1 for design in MILLISECONDS)


def test_six_trainings_are_kept():
    assert MOST_FILES == 6


CLAIMS = {
    "cifar": [claim("70 %", WANTED), claim("32×32", PICTURES["cifar10"].shape[:2]), claim("70 %", WANTED)],
    "cifar_designs": [
        claim("3×3", of_layers("normalised", Conv2D, "kernel_size")[0]),
        claim("32 64 128", filters("normalised")),
        claim("128 0.3", (*of_layers("normalised", Dense, "units"), of_layers("normalised", Dropout, "rate")[0])),
        claim("357,482 10,642,688", lambda: size("normalised")),
        claim("32 64 64 64", (*filters("tutorial"), *of_layers("tutorial", Dense, "units"))),
        claim("122,570 4,548,608", lambda: size("tutorial")),
        claim("70 % 10", TUTORIAL),
        claim("2×2", of_layers("documents", Conv2D, "kernel_size")[0]),
        claim("128 128 256 256 256", (*filters("documents"), *of_layers("documents", Dense, "units"))),
        claim("5", PRINTED["CIFAR-10's epochs"]),
        claim("2,823,178 132,812,800", lambda: size("documents")),
        claim("12", times_the_work),
        claim("2×2", of_layers("normalised", MaxPooling2D, "pool_size")[0]),
        claim("0.001 50", (CifarSettings().learning_rate, CifarSettings().batch_size)),
        claim("a tenth 50,000 900", (HELD_OUT, NUM_TRAIN, plan().steps)),
    ],
    "cifar_resume": [claim("0.4", seconds_of_a_piece), claim("30", UNSEEN_S)],
    "cifar_measured": [
        claim("70 % 170.5", (WANTED, CIFAR10.size / 1e6)),
        claim("50", CifarSettings().batch_size),
        claim("33 12 352", tuple(MILLISECONDS.values())),
        claim("5 10 2", lambda: (minutes("normalised", 10), 10, minutes("tutorial", 10))),
        claim("28 5", lambda: (minutes("documents", 5), 5)),
    ],
}


def test_claims(claim):
    claim.check()
