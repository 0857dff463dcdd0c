"""How many examples a data set has, and what shape one has, by its options alone: nothing is loaded for it.

>>> Counts((64,), total=1797).size(examples=1000)
Size(examples=1000, test=797, shape=(64,))
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Examples to learn from, before any are held out; those for testing; and the shape of one."""

    examples: int
    test: int
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Counts:
    """What the function of a data set makes of its options. There are `total` examples (None: as many as are asked
    for), of which at most `most` are learnt from, and `usual` where nobody says how many.

    For testing there are `test`, or as many as are learnt from (`paired`), or those of `total` that are left over. With
    the option `words` a vector has so many entries.
    """

    shape: tuple[int, ...]
    total: int | None = None
    usual: int | None = None
    most: int | None = None
    test: int | None = None
    paired: bool = False

    def size(self, **options: float | str) -> Size:
        most = self.most or self.total
        asked = int(options.get("examples", self.usual or most or 0))
        learnt = min(asked, most) if most else asked
        left = learnt if self.paired else (self.total or learnt) - learnt
        test = left if self.test is None else self.test
        shape = (int(options["words"]),) if "words" in options else self.shape
        return Size(learnt, int(options.get("test", test)), shape)
