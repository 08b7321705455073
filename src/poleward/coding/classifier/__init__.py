"""The learned PLOVER event type: training text, views of a sentence, a small quantised model and its runtime."""

from poleward.coding.classifier.runtime import LearnedClassifier, load_classifier

__all__ = ["LearnedClassifier", "load_classifier"]
