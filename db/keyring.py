"""The keys of the database: encryption of personal columns and keyed hashes to find addresses."""

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class KeyFault(Exception):
    """A key is not of the form that `Fernet.generate_key` makes: 32 bytes, url-safe base64."""


class WrongKey(Exception):
    """This database was written with another SECRET_KEY or LOOKUP_KEY."""


class Keyring:
    """Encrypts with the newest secret, decrypts with any; hashes with the lookup key."""

    def __init__(self, secrets: Sequence[str], lookup: str) -> None:
        if not secrets or not lookup:
            raise KeyFault
        try:
            each = [Fernet(secret) for secret in secrets]
        except ValueError as fault:
            raise KeyFault from fault
        self._newest = each[0]
        self._fernet = MultiFernet(each)
        self._all = tuple(secrets)
        self._lookup = lookup.encode()

    def encrypt(self, text: str) -> str:
        return self._fernet.encrypt(text.encode("utf-8", "surrogatepass")).decode()

    def decrypt(self, token: str) -> str:
        try:
            return self._fernet.decrypt(token.encode()).decode("utf-8", "surrogatepass")
        except InvalidToken as fault:
            raise WrongKey from fault

    def seal(self, content: bytes) -> bytes:
        """Encrypt a file."""
        return self._fernet.encrypt(content)

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt a file that `seal` made."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as fault:
            raise WrongKey from fault

    def renewed(self, sealed: bytes) -> bytes | None:
        """A text or a file under the newest secret; None when that wrote it already."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            try:
                return self._fernet.rotate(sealed)
            except InvalidToken as fault:
                raise WrongKey from fault
        return None

    def hash(self, *parts: str) -> str:
        """A keyed fingerprint (hex, 64 characters) by which a secret value can be found again."""
        joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
        return hmac.new(self._lookup, joined, hashlib.sha256).hexdigest()

    def fingerprints(self) -> tuple[str, ...]:
        """One fingerprint per secret, newest first, each bound to the lookup key."""
        return tuple(self.hash("keyring", secret)[:32] for secret in self._all)

    def lookup_fingerprint(self) -> str:
        """The lookup key's own."""
        return self.hash("lookup")[:32]
