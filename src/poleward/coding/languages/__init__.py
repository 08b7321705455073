"""The languages that are read: each brings a sentence into the grammar's `Tree`."""
