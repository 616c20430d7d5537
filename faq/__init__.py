"""What the bot knows: the entries, the sensitive intents, and the engine that understands a text.

Nothing here speaks to a network or a database; after loading, nothing reads a file.
"""
