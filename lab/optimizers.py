"""The optimizers: what Keras calls them, their knobs and options, what they remember, and their update rule.

A rule is written once, as text. `lab.update_rules` shows it with its symbols and with its numbers, and computes it:

>>> OPTIMIZERS["momentum"].rule
('v = momentum*v - learning_rate*g', 'w = w + v')

Sources: Keras 3 `keras/src/optimizers`, whose forms are taken where they differ from the papers: Polyak (1964),
Nesterov (1983) in Sutskever's form (2013), Duchi (2011), Tieleman and Hinton (2012), Zeiler (2012), Kingma and Ba
(2014), Dozat (2016), Loshchilov and Hutter (2017), Reddi (2018), Chen (2023).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lab.problems import Problem
from lab.settings import Number, Settings, choice, number

LEARNING_RATE = Number(1e-4, 10.0, 0.0, log=True)
FRACTION = Number(0.0, 0.99, 0.01)
SLOW_FRACTION = Number(0.0, 0.999, 0.001)
EPSILON = Number(1e-8, 1.0, 0.0, log=True)
WEIGHT_DECAY = Number(0.0, 0.5, 0.001)
CLIP = Number(0.0, 10.0, 0.0, log=True)

Kind = tuple[str, ...]
"""What decides the arithmetic of an optimizer: its name, and the options that are on."""


@dataclass(frozen=True)
class Knob:
    """A number that an optimizer has beside its learning rate; its name is Keras's attribute."""

    default: float
    rule: Number
    symbol: str


@dataclass(frozen=True)
class Slot:
    """What an optimizer remembers from step to step: its letter in the rule, and its value before step 1.

    `shared`: it is one number for all weights, not one for each. `symbol`: in LaTeX, if that is not the letter.
    `pull`: 1 for a velocity, which points downhill, -1 for a mean gradient, which points uphill. `power`: 2 for a mean
    of squared gradients, 1 for a size of gradients that is not squared.
    """

    letter: str
    start: float = 0.0
    shared: bool = False
    symbol: str = ""
    pull: int = 0
    power: int = 0


@dataclass(frozen=True)
class Option:
    """Something further that Keras can do. It is off until it is asked for, and then nothing is computed for it.

    `knob`: its number, off at 0; None for what is only on or off. `lines` come before those of the rule; `edits` are
    (text, what stands in its place) in the rule, whose lines are parted by line breaks; `slots` are remembered, too.
    """

    knob: Knob | None = None
    lines: tuple[str, ...] = ()
    edits: tuple[tuple[str, str], ...] = ()
    slots: Mapping[str, Slot] = field(default_factory=dict)


CLIPS = ("clipnorm", "global_clipnorm", "clipvalue")
"""Of these Keras takes one at a time."""
BY_NORM = "g = g*{knob}/max(N, {knob})"
DECAY = {"weight_decay": Option(Knob(0.0, WEIGHT_DECAY, r"\lambda"), ("w = w - learning_rate*weight_decay*w",))}
CLIPPING = {
    "clipnorm": Option(Knob(0.0, CLIP, "c"), (BY_NORM.format(knob="clipnorm"),)),
    "global_clipnorm": Option(Knob(0.0, CLIP, "c"), (BY_NORM.format(knob="global_clipnorm"),)),
    "clipvalue": Option(Knob(0.0, CLIP, "c"), ("g = max(-clipvalue, min(g, clipvalue))",)),
}
COMMON = {**DECAY, **CLIPPING}
"""What all of Keras's optimizers can do. What comes later here is computed earlier: gradients are clipped first."""


@dataclass(frozen=True)
class Optimizer:
    """One optimizer. `learning_rate` is Keras's default; `rule` is computed line by line, for each weight by itself.

    In the rule w is the weight, g the loss's gradient by it, N the length of the gradient by all of them, t the step
    counted from 1; other letters are slots or in-between quantities. `slots` are in the order of Keras's variables,
    `fixed` are arguments that make the variant. `adaptive`: its good learning rate on a surface, as a multiple of what
    suits Adam there; 0 for one that goes as far as the slope is steep.
    """

    keras_class: str
    learning_rate: float
    rule: tuple[str, ...]
    slots: Mapping[str, Slot] = field(default_factory=dict)
    knobs: Mapping[str, Knob] = field(default_factory=dict)
    fixed: Mapping[str, bool] = field(default_factory=dict)
    options: Mapping[str, Option] = field(default_factory=lambda: COMMON)
    adaptive: float = 1.0


MOMENTUM = {"momentum": Knob(0.9, FRACTION, r"\gamma")}
RHO = Knob(0.9, SLOW_FRACTION, r"\rho")
STABILITY = {"epsilon": Knob(1e-7, EPSILON, r"\epsilon")}
BETAS = {"beta_1": Knob(0.9, FRACTION, r"\beta_1"), "beta_2": Knob(0.999, SLOW_FRACTION, r"\beta_2")}
MOMENTS = {**BETAS, **STABILITY}
VELOCITY, MEAN, SQUARES = Slot("v", pull=1), Slot("m", pull=-1), Slot("v", power=2)
FIRST_AND_SECOND = {"momentum": MEAN, "velocity": SQUARES}
ADAM = (
    "m = beta_1*m + (1 - beta_1)*g",
    "v = beta_2*v + (1 - beta_2)*g**2",
    "a = learning_rate*sqrt(1 - beta_2**t)/(1 - beta_1**t)",
    "w = w - a*m/(sqrt(v) + epsilon)",
)
AMSGRAD = {
    "amsgrad": Option(
        edits=(("*g**2", "*g**2\nA = max(A, v)"), ("sqrt(v)", "sqrt(A)")),
        slots={"velocity_hat": Slot("A", symbol=r"\hat{v}", power=2)},
    )
}
NADAM = (
    "u = beta_1*(1 - 0.96**t/2)",
    "n = beta_1*(1 - 0.96**(t + 1)/2)",
    "U = U*u",
    "m = beta_1*m + (1 - beta_1)*g",
    "v = beta_2*v + (1 - beta_2)*g**2",
    "M = n*m/(1 - U*n) + (1 - u)*g/(1 - U)",
    "V = v/(1 - beta_2**t)",
    "w = w - learning_rate*M/(sqrt(V) + epsilon)",
)
RMSPROP = ("v = rho*v + (1 - rho)*g**2", "w = w - learning_rate*g/sqrt(v + epsilon)")
RMSPROP_OPTIONS = {
    "momentum": Option(
        Knob(0.0, FRACTION, r"\gamma"),
        edits=(("w = w - learning_rate*g/sqrt(v + epsilon)", f"b = momentum*b + {RMSPROP[1][8:]}\nw = w - b"),),
        slots={"momentum": Slot("b", pull=-1)},
    ),
    "centered": Option(
        edits=(("(1 - rho)*g**2", "(1 - rho)*g**2\nm = rho*m + (1 - rho)*g"), ("sqrt(v", "sqrt(v - m**2")),
        slots={"average_gradient": MEAN},
    ),
}

OPTIMIZERS: dict[str, Optimizer] = {
    "SGD": Optimizer("SGD", 0.01, ("w = w - learning_rate*g",), adaptive=0),
    "momentum": Optimizer(
        "SGD", 0.01, ("v = momentum*v - learning_rate*g", "w = w + v"), {"momentum": VELOCITY}, MOMENTUM, adaptive=0
    ),
    "Nesterov": Optimizer(
        "SGD",
        0.01,
        ("v = momentum*v - learning_rate*g", "w = w + momentum*v - learning_rate*g"),
        {"momentum": VELOCITY},
        MOMENTUM,
        {"nesterov": True},
        adaptive=0,
    ),
    "AdaGrad": Optimizer(
        "Adagrad",
        0.001,
        ("s = s + g**2", "w = w - learning_rate*g/sqrt(s + epsilon)"),
        {"accumulator": Slot("s", 0.1, power=2)},
        STABILITY,
        adaptive=5,  # its steps shrink from the first one on
    ),
    "RMSprop": Optimizer(
        "RMSprop",
        0.001,
        RMSPROP,
        {"velocity": SQUARES},
        {"rho": RHO, **STABILITY},
        options={**RMSPROP_OPTIONS, **COMMON},
    ),
    "Adam": Optimizer("Adam", 0.001, ADAM, FIRST_AND_SECOND, MOMENTS, options={**AMSGRAD, **COMMON}),
    "AdamW": Optimizer(
        "AdamW",
        0.001,
        ("w = w - learning_rate*weight_decay*w", *ADAM),
        FIRST_AND_SECOND,
        {"weight_decay": Knob(0.004, WEIGHT_DECAY, r"\lambda"), **MOMENTS},
        options={**AMSGRAD, **CLIPPING},
    ),
    "Nadam": Optimizer(
        "Nadam",
        0.001,
        NADAM,
        {**FIRST_AND_SECOND, "u_product": Slot("U", 1.0, shared=True, symbol=r"\Pi")},
        MOMENTS,
    ),
    "Adamax": Optimizer(
        "Adamax",
        0.001,
        (
            "m = beta_1*m + (1 - beta_1)*g",
            "u = max(beta_2*u, abs(g))",
            "w = w - learning_rate*m/((1 - beta_1**t)*(u + epsilon))",
        ),
        {"momentum": MEAN, "norm": Slot("u", power=1)},
        MOMENTS,
    ),
    "Adadelta": Optimizer(
        "Adadelta",
        0.001,
        (
            "s = rho*s + (1 - rho)*g**2",
            "d = -sqrt(D + epsilon)*g/sqrt(s + epsilon)",
            "D = rho*D + (1 - rho)*d**2",
            "w = w + learning_rate*d",
        ),
        {"accumulated_grad": Slot("s", power=2), "accumulated_delta_var": Slot("D")},
        {"rho": replace(RHO, default=0.95), **STABILITY},
        adaptive=100,  # its steps begin as long as √ε times η
    ),
    "Lion": Optimizer(
        "Lion",
        0.001,
        ("w = w - learning_rate*sign(beta_1*m + (1 - beta_1)*g)", "m = beta_2*m + (1 - beta_2)*g"),
        {"momentum": MEAN},
        {
            "beta_1": Knob(0.9, replace(FRACTION, low=0.01), r"\beta_1"),
            "beta_2": Knob(0.99, SLOW_FRACTION, r"\beta_2"),
        },
        adaptive=0.3,  # every step is as long as η
    ),
}

ADAGRAD_AS_PRINTED = replace(OPTIMIZERS["AdaGrad"], rule=("s = s + g**2", "w = w + learning_rate*g/sqrt(s + epsilon)"))
"""AdaGrad with the plus sign that course notes print: it climbs. To be shown beside the real one, not to train."""


@dataclass(frozen=True)
class OptimizerSettings(Settings):
    """An optimizer, its learning rate, its knobs as (name, value), and which of the options without a number are on.

    Knobs are completed with defaults and in registry order. An option whose number is 0 is off and is left out.

    >>> OptimizerSettings("RMSprop", 0.01, (("rho", 0.5), ("momentum", 0.0))).knobs
    (('rho', 0.5), ('epsilon', 1e-07))
    >>> OptimizerSettings("Adam", knobs=(("clipnorm", 1.0),), flags=("amsgrad",)).kind
    ('Adam', 'amsgrad', 'clipnorm')
    """

    name: str = choice("SGD", OPTIMIZERS)
    learning_rate: float = number(0.01, LEARNING_RATE.low, LEARNING_RATE.high, log=True)
    knobs: tuple[tuple[str, float], ...] = ()
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        its, given = OPTIMIZERS[self.name], dict(self.knobs)
        further = {key: option.knob for key, option in its.options.items() if option.knob}
        known = {**its.knobs, **further}
        flags = [key for key, option in its.options.items() if not option.knob]
        for key in [*given, *self.flags]:
            if key not in (known if key in given else flags):
                text = "{optimizer} has no {name}; it has {known}"
                raise Problem(text, optimizer=self.name, name=key, known=", ".join(["learning_rate", *known, *flags]))
        for key, value in given.items():
            known[key].rule.check(key, value)
        values = {key: given.get(key, knob.default) for key, knob in known.items()}
        values = {key: value for key, value in values.items() if key in its.knobs or value}
        clips = [key for key in CLIPS if key in values]
        if len(clips) > 1:
            raise Problem("Keras takes one of {clips} at a time; set the others to 0", clips=", ".join(clips))
        object.__setattr__(self, "knobs", tuple(values.items()))
        object.__setattr__(self, "flags", tuple(key for key in flags if key in self.flags))

    @property
    def kind(self) -> Kind:
        """The optimizer's name, and which of its options are on."""
        on = {*dict(self.knobs), *self.flags}
        return (self.name, *(key for key in OPTIMIZERS[self.name].options if key in on))

    @property
    def optimizer(self) -> Optimizer:
        """The optimizer with the options that are on."""
        return variant(self.kind)


def variant(kind: Kind) -> Optimizer:
    """An optimizer with some of its options on: their lines in its rule, and what they remember.

    >>> variant(("SGD", "weight_decay")).rule
    ('w = w - learning_rate*weight_decay*w', 'w = w - learning_rate*g')
    """
    name, *on = kind
    its = OPTIMIZERS[name]
    for key in on:
        option = its.options[key]
        rule = "\n".join((*option.lines, *its.rule))
        for text, instead in option.edits:
            rule = rule.replace(text, instead)
        knobs = {key: option.knob} if option.knob else {}
        fixed = {} if option.knob else {key: True}
        its = replace(
            its,
            rule=tuple(rule.split("\n")),
            slots={**its.slots, **option.slots},
            knobs={**its.knobs, **knobs},
            fixed={**its.fixed, **fixed},
        )
    return its
