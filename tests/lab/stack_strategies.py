"""Random stacks for the property tests: mostly possible ones, with enough that are not."""

from hypothesis import strategies as st

from lab.layers import (
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

small = st.integers(1, 4)
windows = st.one_of(small, st.tuples(small, small))
mostly_one = st.one_of(st.just(1), st.just(1), windows)
paddings = st.sampled_from(PADDINGS)
activations = st.sampled_from(ACTIVATIONS)
counts = st.sampled_from([1, 2, 3, 4, 6, 8])
margins = st.one_of(st.integers(0, 2), st.tuples(*[st.tuples(st.integers(0, 3), st.integers(0, 3))] * 2))
targets = st.lists(st.sampled_from([-1, -1, 1, 2, 3, 4, 6, 12]), min_size=1, max_size=4).map(tuple)

convolutions = st.builds(
    Conv2D, counts, windows, mostly_one, paddings, mostly_one, st.sampled_from([1, 1, 1, 2, 3]), activations, st.booleans()
)
depthwise = st.builds(DepthwiseConv2D, windows, mostly_one, paddings, small, mostly_one, activations, st.booleans())
poolings = st.sampled_from([MaxPooling2D, AveragePooling2D]).flatmap(
    lambda kind: st.builds(kind, windows, st.one_of(st.none(), windows), paddings)
)
pictures = st.one_of(
    convolutions,
    convolutions,
    depthwise,
    poolings,
    st.builds(ZeroPadding2D, margins),
    st.builds(UpSampling2D, st.integers(1, 3)),
)
anywhere = st.one_of(
    st.just(BatchNormalization()),
    st.builds(Activation, activations),
    st.builds(Dropout, st.sampled_from([0.0, 0.2, 1.0])),
    st.builds(Dense, counts, activations, st.booleans()),
    st.builds(Reshape, targets),
)
endings = st.lists(st.one_of(st.just(Flatten()), st.just(GlobalAveragePooling2D()), anywhere, pictures), max_size=3)
stacks_of_layers = st.builds(
    lambda *parts: tuple(layer for part in parts for layer in part),
    st.lists(pictures, max_size=4),
    st.lists(anywhere, max_size=1),
    endings,
)
picture_shapes = st.tuples(st.integers(1, 20), st.integers(1, 20), counts)
shapes = st.one_of(picture_shapes, picture_shapes, picture_shapes, st.tuples(counts, counts), st.tuples(st.integers(1, 30)))
