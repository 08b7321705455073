"""What is published: drawings, texts in three languages, and the pages that the app and a static site share.

Everything here is made of fields that `answers` gives; no number is computed, and no archive is queried.
"""
