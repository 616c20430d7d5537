"""The sponsorship year played in memory: no database, no network, and a clock that jumps.

What is decided, is decided by the functions that decide it in earnest: `handlers.timeline`,
`shifts`, `planned_rows`, `sending.look`, `judging`, `gate`, `gentle`, `silence`, `bot.refusals`.
Here is only what stands for people, providers and tables.
"""
