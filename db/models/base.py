"""The declarative base: names for constraints, types for annotations."""

import datetime as dt
from typing import Annotated, Any

from sqlalchemy import JSON, MetaData
from sqlalchemy.orm import DeclarativeBase, mapped_column

from db.types import BigId, Encrypted, EncryptedJson, UtcDateTime

Id = Annotated[int, mapped_column(BigId, primary_key=True)]
Instant = Annotated[dt.datetime, mapped_column(UtcDateTime)]
Secret = Annotated[str, mapped_column(Encrypted)]
SecretJson = Annotated[Any, mapped_column(EncryptedJson)]


class Base(DeclarativeBase):
    """Rows carry no relationships: each query says what it reads."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012
