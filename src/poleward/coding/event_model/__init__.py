"""The learned PLOVER event type: views of a sentence, a small quantised model and its runtime."""

from poleward.coding.event_model.runtime import LearnedClassifier, load_classifier

__all__ = ["LearnedClassifier", "load_classifier"]
