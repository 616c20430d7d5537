"""Every sentence the bot says to a person, one module per journey."""
