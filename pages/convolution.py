"""Convolution: a window slides over a picture, and products are summed; channels, feature maps, pooling."""

from components import frame
from components.language import mark, t
from pages.parts.convolution import channels, maps, slide

PARTS = {
    "slide": (mark("The window slides"), slide),
    "channels": (mark("Several channels"), channels),
    "maps": (mark("Several kernels"), maps),
}
PRESETS: frame.Presets = {
    mark("Sharpen a photograph"): {"picture": "temple", "size": 12, "kernel": "sharpen", "padding": "same"},
    mark("SAME is lopsided"): {"picture": "cross", "kernel": "box blur", "padding": "same", "stride": 2},
    mark("Dilation 2"): {"picture": "stairs", "size": 9, "kernel": "outline", "dilation": 2},
    mark("An edge kernel that was learned"): {"kernel": "trained", "trained": 5},
    mark("Max pooling"): {"operation": "max"},
    mark("Red minus blue"): {"part": "channels", "picture": "flags", "size": 9},
    mark("32 feature maps"): {"part": "maps", "digit": 5, "maps_source": "random"},
    mark("28 → 14 → 7"): {"part": "maps", "digit": 5, "maps_poolings": 2},
    mark("A kernel too large: it fails"): {"picture": "cross", "size": 4, "kernel": "soft blur"},
}

lesson = frame.begin("convolution")
lesson.presets({t(label): values for label, values in PRESETS.items()})
lesson.teach(PARTS, t("One kernel number by number, one with three channels, and many at once."))
lesson.end()
