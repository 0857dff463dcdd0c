"""What cannot be, said in words: the rule, the value, and what would work instead."""


class Problem(ValueError):
    """A wish that cannot be granted. The sentence is kept apart from its values, so that it can be translated.

    `template` is an English sentence with named places, `values` fills them:

    >>> str(Problem("{groups} groups do not divide {channels} channels", groups=3, channels=4))
    '3 groups do not divide 4 channels'
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values = values

    def __reduce__(self):
        """Travel between processes: rebuild from the template and the values, not from the finished sentence."""
        return _rebuild, (type(self), self.template, self.values)


def _rebuild(kind: type[Problem], template: str, values: dict[str, object]) -> Problem:
    return kind(template, **values)
