import keras


class StopAtAccuracy(keras.callbacks.Callback):
    """End the training after the first epoch whose accuracy has reached the target."""

    def __init__(self, target, monitor="accuracy"):
        super().__init__()
        self.target = target
        self.monitor = monitor

    def on_epoch_end(self, epoch, logs=None):
        if round(logs[self.monitor], 6) >= self.target:  # 171 of 180 may come as 0.94999999
            self.model.stop_training = True
