"""Random stacks for the property tests: mostly possible ones, with enough that are not."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from lab.stacks.known_stacks import Stack
from lab.stacks.layers import (
    ACTIVATIONS,
    PADDINGS,
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Reshape,
    UpSampling2D,
    ZeroPadding2D,
)

careful = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))

small = st.integers(1, 4)
windows = st.one_of(small, st.tuples(small, small))
mostly_one = st.one_of(st.just(1), st.just(1), windows)
paddings = st.sampled_from(PADDINGS)
activations = st.sampled_from(ACTIVATIONS)
counts = st.sampled_from([1, 2, 3, 4, 6, 8])
groups = st.sampled_from([1, 1, 1, 1, 2, 3])
margins = st.one_of(st.integers(0, 2), st.tuples(*[st.tuples(st.integers(0, 3), st.integers(0, 3))] * 2))
fitting = st.sampled_from([(-1,), (-1, 1), (1, -1), (-1, 1, 1), (1, 1, -1), (1, -1, 1), (1, -1, 1, 1)])
targets = st.lists(st.sampled_from([-1, -1, 1, 2, 3, 4, 6, 12]), min_size=1, max_size=4).map(tuple)

strided = st.builds(Conv2D, counts, windows, windows, paddings, st.just(1), groups, activations, st.booleans())
dilated = st.builds(Conv2D, counts, windows, mostly_one, paddings, windows, groups, activations, st.booleans())
depthwise = st.builds(DepthwiseConv2D, windows, windows, paddings, small, windows, activations, st.booleans())
poolings = st.sampled_from([MaxPooling2D, AveragePooling2D]).flatmap(
    lambda kind: st.builds(kind, windows, st.one_of(st.none(), windows), paddings)
)
pictures = st.one_of(
    strided,
    strided,
    dilated,
    depthwise,
    poolings,
    poolings,
    st.builds(ZeroPadding2D, margins),
    st.builds(UpSampling2D, st.integers(1, 3)),
)
anywhere = st.one_of(
    st.just(BatchNormalization()),
    st.builds(Activation, activations),
    st.builds(Dropout, st.sampled_from([0.0, 0.2, 1.0])),
    st.builds(Dense, counts, activations, st.booleans()),
)
endings = st.one_of(st.just(Flatten()), st.just(GlobalAveragePooling2D()), st.builds(Reshape, fitting))
wild = st.one_of(pictures, st.builds(Reshape, targets), endings)


def up_to(most: int, layers: st.SearchStrategy) -> st.SearchStrategy:
    return st.integers(0, most).flatmap(lambda size: st.lists(layers, min_size=size, max_size=size))


def joined(*parts: st.SearchStrategy) -> st.SearchStrategy:
    return st.tuples(*parts).map(lambda lists: tuple(layer for some in lists for layer in some))


picture_shapes = st.tuples(st.integers(1, 40), st.integers(1, 40), counts)
flat_shapes = st.one_of(st.tuples(counts, counts), st.tuples(st.integers(1, 30)))
stacks = st.one_of(
    st.builds(
        Stack, picture_shapes, joined(up_to(4, pictures), up_to(1, anywhere), up_to(1, endings), up_to(2, anywhere))
    ),
    st.builds(Stack, picture_shapes, joined(up_to(3, pictures), up_to(1, wild), up_to(1, anywhere), up_to(1, wild))),
    st.builds(Stack, flat_shapes, joined(up_to(2, anywhere), up_to(1, wild), up_to(1, anywhere))),
)
