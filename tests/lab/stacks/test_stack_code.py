"""Keras code read without being executed, and written so that it runs."""

import time
from contextlib import suppress
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.problems import Problem
from lab.stacks.known_stacks import PRESETS, Stack
from lab.stacks.layers import Activation, Dense, Flatten
from lab.stacks.shapes import report
from lab.stacks.stack_code import MAX_LENGTH, MAX_NOTES, read, write
from tests.lab.stack_strategies import stacks

E6 = """
import tensorflow as tf
net = tf.keras.Sequential()
net.add(tf.keras.layers.Conv2D(6,(5,5),activation='relu')) # a comment
net.add(tf.keras.layers.MaxPool2D())
net.add(tf.keras.layers.Conv2D(16,(5,5),activation='relu'))
net.add(tf.keras.layers.MaxPool2D())
net.add(tf.keras.layers.Flatten())
net.add(tf.keras.layers.Dense(120,activation='relu'))
net.add(tf.keras.layers.Dropout(0.2))
net.add(tf.keras.layers.Dense(10,activation='softmax'))
net.compile(optimizer='adam', loss=tf.losses.sparse_categorical_crossentropy, metrics=['accuracy'])
cb1 = tf.keras.callbacks.TensorBoard()
net.fit(x_train, y_train, epochs=50, batch_size=200, validation_split=0.2, callbacks=cb1)
net.summary()
"""


def refusal(code, shape=None):
    with pytest.raises(Problem) as raised:
        read(dedent(code), shape)
    return str(raised.value)


@settings(deadline=None, derandomize=True, database=None, max_examples=300)
@given(stacks)
def test_what_was_written_is_read_back_equal(stack):
    found = read(write(stack))
    assert found.stack == stack
    assert found.notes == ()


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "VGG-16"])
def test_what_was_written_runs_and_builds_the_same_stack(name):
    stack = PRESETS[name]()
    found, space = report(*stack), {}
    if found.problem:
        with pytest.raises(ValueError, match="zero or negative"):
            exec(write(stack), space)
        return
    exec(write(stack), space)
    assert space["model"].count_params() == found.parameters
    assert space["model"].output_shape[1:] == found.output_shape


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_written_and_read_back(name):
    assert read(write(PRESETS[name]())).stack == PRESETS[name]()


def test_the_exam_code_is_read_with_the_input_shape_taken_from_the_page():
    found = read(E6, (28, 28, 1))
    assert found.stack == PRESETS["E6"]()
    assert [str(note) for note in found.notes] == ["the code does not say its input's shape; (28, 28, 1) is used"]


def test_without_an_input_shape_the_code_is_refused_with_what_to_add():
    assert "add keras.Input(shape=(28, 28, 1)) before the first layer" in refusal(E6)


def test_a_list_with_input_shape_and_ignored_arguments():
    found = read(
        dedent("""
        from tensorflow.keras.models import Sequential
        from tensorflow.keras.layers import Dense, LeakyReLU, Activation

        model = Sequential([Dense(30, kernel_initializer = 'he_normal', input_shape = [10, 10]),
                            LeakyReLU(alpha = 0.2),
                            Dense(1, kernel_initializer = 'he_normal', name='last'),
                            Activation('softmax')])
        model.summary()
        """)
    )
    layers = (Dense(30), Activation("leaky_relu"), Dense(1), Activation("softmax"))
    assert found.stack == Stack((10, 10), layers)
    assert report(*found.stack).parameters == 361
    assert [str(note) for note in found.notes] == [
        "line 5: Dense's kernel_initializer changes no shape and no count, and is left out",
        "line 6: LeakyReLU's alpha changes no shape and no count, and is left out",
        "line 7: Dense's kernel_initializer, name changes no shape and no count, and is left out",
    ]


def test_input_shape_on_a_layer_that_is_also_after_an_input():
    code = "model = Sequential([Input(shape = (28, 28), name = 'input'), Flatten(input_shape = [28, 28]), Dense(10)])"
    assert read(code).stack == Stack((28, 28), (Flatten(), Dense(10)))


@pytest.mark.parametrize(
    "code",
    [
        "keras.Sequential([keras.Input((4, 4, 1)), layers.Flatten()])",
        "tf.keras.Sequential([tf.keras.Input(shape=(4, 4, 1)), tf.keras.layers.Flatten()])",
        "m = Sequential(layers=[InputLayer(input_shape=(4, 4, 1)), Flatten()], name='net')",
        "m = keras.models.Sequential()\nm.add(keras.Input(batch_shape=(None, 4, 4, 1)))\nm.add(Flatten())",
        "m = Sequential()\nm.add(Flatten(input_shape=(4, 4, 1)))",
        "m = Sequential([Flatten(batch_input_shape=(None, 4, 4, 1))])",
        "m = Sequential([Flatten()])\nm.build((None, 4, 4, 1))",
        "m = Sequential()\nm.add(layer=Flatten())\nm.build(input_shape=(None, 4, 4, 1))",
        "n = 2\nsize = 2 * n\nm = Sequential([Input((size, size, n - 1)), Flatten()])",
        "def build_model():\n    m = Sequential([Input((4, 4, 1)), Flatten()])\n    m.compile('sgd')\n    return m",
        "import keras.layers as L\nm = keras.Sequential((L.Input((4, 4, 1)), L.Flatten()))",
        "m = Sequential([Rescaling(1. / 255, input_shape=(4, 4, 1)), Flatten()])",
    ],
)
def test_the_ways_to_write_the_same_stack(code):
    assert read(code).stack == Stack((4, 4, 1), (Flatten(),))


def test_rescaling_is_left_out_with_a_note():
    found = read("m = Sequential([Input((4,)), Rescaling(1 / 255), Dense(2)])")
    assert found.stack.layers == (Dense(2),)
    assert [str(note) for note in found.notes] == [
        "line 1: Rescaling changes no shape and has no parameters, and is left out"
    ]


def test_a_shape_on_a_later_layer_is_noted_and_does_not_count():
    found = read("m = Sequential([Input((4,)), Dense(2), Dense(3, input_shape=(5,))])")
    assert found.stack.input_shape == (4,)
    assert [str(note) for note in found.notes] == [
        "line 1: only the first layer says the input's shape; (5,) is left out"
    ]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("hello world", "line 1 is not Python: invalid syntax"),
        ("", "there is no keras.Sequential([...]) in the code"),
        ("import os\nos.system('echo')", "there is no keras.Sequential([...]) in the code"),
        ("m = Sequential()\nm.add(\n", "line 2 is not Python"),
        ("m = Sequential(\n[Input((4,)),\nLSTM(5)])", "line 3: the layer LSTM is not known here; known are Conv2D"),
        ("m = Sequential([Input((4,4,1)), Flatten('channels_first')])", "with data_format='channels_first' would"),
        ("m = Sequential([Input((4,4,1)), GlobalAvgPool2D(keepdims=True)])", "with keepdims=True would"),
        (
            "m = Sequential([Input(784), Dense(3)])",
            "line 1: shape is 784; a shape is written like (784,) or (28, 28, 1)",
        ),
        (
            "m = Sequential([Input((None, 3)), Dense(3)])",
            "line 1: the input's shape is (None, 3); its sizes are whole numbers",
        ),
        ("m = Sequential([Input(shape=x.shape[1:]), Dense(3)])", "line 1: x.shape[1:] is not read here"),
        ("m = Sequential([Input(), Dense(3)])", "line 1: Input needs a shape"),
        ("m = Sequential([Input((4,)), Dense(2)] + more)", "line 1: [Input((4,)), Dense(2)] + more is not read"),
        ("m = Sequential(stack)", "line 1: stack is not read here; write the layers between [ and ]"),
        ("x = Input((4,))\ny = Dense(3)(x)", "line 1: Input((4,)) is not read here; write one keras.Sequential([...])"),
        (
            "m = Sequential()\nfor n in (1, 2):\n    m.add(Dense(n))",
            "line 3: for n in (1, 2): m.add(Dense(n)) is not read here",
        ),
        ("m = Sequential()\nm.add(Dense(2))\nm.pop()", "line 3: pop is not read here"),
        ("a = Sequential()\nb = Sequential()", "line 2: a second network"),
        ("n = 3\nn += 1\nm = Sequential([Input((4,)), Dense(n)])", "line 3: n is not read here"),
        ("n = 3\ndef f(n):\n    return Sequential([Input((4,)), Dense(n)])", "line 3: n is not read here"),
    ],
)
def test_code_that_is_not_read_is_refused_with_its_line(code, words):
    assert words in refusal(code)


@pytest.mark.parametrize(
    "code",
    [
        "(" * 10_000,
        "m = Sequential([Input((4,)), Dense(" + "-" * 20_000 + "3)])",
        "m = Sequential([Input((4,)), Dense(" + "1+" * 15_000 + "1)])",
        "m = Sequential([Input((4,)), Dense(" + "9" * 6_000 + ")])",
        "m = Sequential()\0",
        "x" * (MAX_LENGTH + 1),
    ],
)
def test_code_made_to_break_the_reader_is_refused(code):
    assert refusal(code)


@settings(deadline=None, derandomize=True, database=None, max_examples=300)
@given(st.data())
def test_cut_and_mixed_code_is_read_or_refused_and_nothing_else(data):
    pieces = [
        *E6.splitlines(),
        "for n in range(3):",
        "    x = 1",
        "net = Dense(3)(x)",
        "net.add(3)",
        "λ = (1,",
        "del net",
        "%",
    ]
    lines = data.draw(st.lists(st.sampled_from(pieces), max_size=12))
    with suppress(Problem):
        read("\n".join(lines), (28, 28, 1))


INPUT = "model = keras.Sequential([keras.Input(shape={})])"
NESTED = "a0 = (1, 1, 1, 1, 1, 1, 1, 1, 1, 1)\n" + "".join(
    f"a{level + 1} = ({', '.join([f'a{level}'] * 10)})\n" for level in range(7)
)
ATTACKS = {
    "tuples of tuples": NESTED + INPUT.format("a6"),
    "tuples in tuples": "a0 = 1\n" + "".join(f"a{i + 1} = (a{i},)\n" for i in range(2000)) + INPUT.format("a1999"),
    "many names of one tuple": "a = (" + "1," * 90 + ")\n" + "b = (a,)\n" * 5000 + INPUT.format("b"),
    "a long tuple": INPUT.format("(" + "1," * 24_000 + ")"),
    "a long text": INPUT.format("'" + "x" * 49_000 + "'"),
    "a long name": INPUT.format(8) + "\nmodel.add(" + "a" * 49_000 + ")",
    "a number of 48,000 digits": INPUT.format("0x" + "f" * 40_000),
    "the same by name": "x = 0x" + "f" * 40_000 + "\n" + INPUT.format("x"),
    "powers of powers": INPUT.format("10**10**10"),
    "a power of a power": INPUT.format("(9**30)**(9**30)"),
    "a text many times": INPUT.format("'a' * 10**10"),
    "a list many times": INPUT.format("[1] * 10**10"),
    "open brackets": "(" * 50_000,
    "brackets": "(" * 25_000 + ")" * 25_000,
    "minus of minus": INPUT.format("-" * 40_000 + "1"),
    "a long sum": INPUT.format("+".join("1" * 20_000)),
    "calls of calls": "f" + "()" * 24_000,
    "infinity": INPUT.format("1e308 * 10"),
    "half a character": INPUT.format("'\ud800'"),
    "nothing at all": "\0",
}


@pytest.mark.parametrize("code", ATTACKS.values(), ids=ATTACKS)
def test_what_is_huge_is_refused_at_once_in_a_short_sentence(code):
    begin = time.perf_counter()
    reason = refusal(code)
    assert time.perf_counter() - begin < 3  # 0.4 s for the slowest on an idle machine
    assert len(reason) < 500
    reason.encode("utf-8")


def test_values_that_somebody_means_are_few_enough():
    code = f"shape = (28, 28, 1)\nnames = [{', '.join(['1'] * 90)}]\n" + INPUT.format("shape")
    assert read(code).stack.input_shape == (28, 28, 1)


def test_a_long_list_that_is_not_about_the_network_does_not_matter():
    assert read(f"x = [{'1, ' * 2000}]\n" + INPUT.format("(8,)")).stack.input_shape == (8,)


def test_notes_are_told_up_to_a_number():
    layers = "keras.Input((8,)), " + "layers.Rescaling(1), " * 2000
    notes = read(f"keras.Sequential([{layers}])").notes
    assert len(notes) == MAX_NOTES + 1
    assert str(notes[-1]) == f"and {2000 - MAX_NOTES} notes more"
