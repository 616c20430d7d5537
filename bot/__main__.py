"""python -m bot."""

from bot import config

config.calm_threads()

from bot.cli import main  # noqa: E402  (the model's library reads the environment once)

main()
