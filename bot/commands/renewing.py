"""An older key is given up: everything is written anew with the newest."""

import click

from bot.commands import opening
from bot.runtime import Runtime
from db import fingerprints, renewing


@click.command("renew-keys")
def renew_keys() -> None:
    """Write all rows and files anew with the newest SECRET_KEY, so that the older ones may go."""

    async def work(runtime: Runtime) -> None:
        rows = await renewing.rows(runtime.database)
        files = await runtime.media.renew()
        async with runtime.database.transaction() as session:
            await fingerprints.forget_older(session, runtime.database.keyring)
        click.echo(
            f"written anew: rows: {rows}, files: {files}. Only the first SECRET_KEY is needed now"
        )

    opening.with_runtime(work)
