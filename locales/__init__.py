"""What the bot says, in every language it speaks. Imports nothing of the other packages."""
