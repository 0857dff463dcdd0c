"""Figures that the course documents print, as they print them; no test can measure what stands on paper."""

from lab.lessons.perceptron.printed import NEURONS

PRINTED = {
    "AND of one sigmoid neuron": round(NEURONS["AND"].outputs[0], 3),
    "XOR of one sigmoid neuron": (round(min(NEURONS["XOR"].outputs), 2), round(max(NEURONS["XOR"].outputs), 2)),
    "one input, after 100 and 1000 steps": (0.136, 0.0105),
    "softmax regression after 1000, 6000 and 10,000 steps": (0.91, 0.9233, 0.9243),
    "softmax regression at 0.001, 0.01 and 0.03": (0.9106, 0.91, 0.098),
    "the rates of softmax regression": (0.001, 0.01, 0.03),
    "large network, softmax regression and steps": (0.988, 0.92, 5000),
    "F1 of shirts, and accuracy": (0.62, 0.87),
    "film reviews, and their words": (25_000, 10_000),
    "batch size of film reviews": 512,
    "SGD after RMSprop, on clothes": 0.8661,
    "Adam's rate of the large network": 0.0001,
    "CIFAR-10's epochs": 5,
}
PUBLISHED = {
    "Rosenblatt's perceptron": 1958,
    "LeNet-5": 1998,
    "VGG-16": 2015,
    "accuracy of TensorFlow's tutorial on convolutions, and its epochs": (0.70, 10),
}
"""What others have printed elsewhere."""
