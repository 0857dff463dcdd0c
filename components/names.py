"""What layers and sets of pictures are called where there is little room."""

from components.language import mark

SHORT = {
    "Conv2D": "Conv",
    "DepthwiseConv2D": "Depthwise",
    "MaxPooling2D": "MaxPool",
    "AveragePooling2D": "AvgPool",
    "GlobalAveragePooling2D": "GlobalAvg",
    "ZeroPadding2D": "Pad",
    "UpSampling2D": "Up",
    "Flatten": "Flatten",
    "Reshape": "Reshape",
    "Dense": "Dense",
    "BatchNormalization": "BatchNorm",
    "Activation": "Activation",
    "Dropout": "Dropout",
}

SET_NAMES = {
    "digit_pictures": mark("digits (8×8)"),
    "fashion_mnist": mark("Fashion-MNIST"),
    "mnist": "MNIST",
}
