"""The grammar: from a parsed sentence to drafts of statements with signs; it knows a `Tree`, not the language."""
