"""A file under a passphrase: scrypt and AES-256-GCM in chunks, so that a large backup needs little memory.

Layout: magic, salt (16 bytes), nonce prefix (7), then chunks of 1 MiB, each with its tag. The nonce of a chunk is the
prefix, its number and a byte that is 1 for the last one, so that chunks can be neither cut off nor swapped.
Source: V. T. Hoang, R. Reyhanitabar, P. Rogaway, D. Vizár, Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance, CRYPTO 2015, section 7 (STREAM); scrypt: RFC 7914.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from politoscope.trouble import NotReady

MAGIC = b"politoscope-sealed-1\n"
CHUNK_BYTES, TAG_BYTES, SALT_BYTES, PREFIX_BYTES = 1 << 20, 16, 16, 7


def is_sealed(path: Path) -> bool:
    """Tell whether a file needs a passphrase."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def seal(source: Path, target: Path, passphrase: str) -> None:
    """Write ``source`` under the passphrase to ``target``."""
    salt, prefix = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(PREFIX_BYTES)
    cipher = cipher_for(passphrase, salt)
    with source.open("rb") as plain, target.open("wb") as sealed:
        sealed.write(MAGIC + salt + prefix)
        number, chunk = 0, plain.read(CHUNK_BYTES)
        while True:
            following = plain.read(CHUNK_BYTES)
            sealed.write(cipher.encrypt(nonce(prefix, number, is_last=not following), chunk, None))
            if not following:
                return
            number, chunk = number + 1, following


def unseal(source: Path, target: Path, passphrase: str) -> None:
    """Write what a sealed file holds to ``target``. Raises ``NotReady``: wrong passphrase, or a changed file."""
    with source.open("rb") as sealed, target.open("wb") as plain:
        sealed.seek(len(MAGIC))
        salt, prefix = sealed.read(SALT_BYTES), sealed.read(PREFIX_BYTES)
        cipher = cipher_for(passphrase, salt)
        try:
            copy_opened(sealed, plain, cipher, prefix)
        except InvalidTag:
            raise NotReady(
                f"{source} cannot be opened: the passphrase is wrong, or the file was changed or cut off."
            ) from None


def copy_opened(sealed: BinaryIO, plain: BinaryIO, cipher: AESGCM, prefix: bytes) -> None:
    number, chunk = 0, sealed.read(CHUNK_BYTES + TAG_BYTES)
    while True:
        following = sealed.read(CHUNK_BYTES + TAG_BYTES)
        plain.write(cipher.decrypt(nonce(prefix, number, is_last=not following), chunk, None))
        if not following:
            return
        number, chunk = number + 1, following


def cipher_for(passphrase: str, salt: bytes) -> AESGCM:
    """Stretch the passphrase into a key: 128 MB and about half a second, once per backup."""
    return AESGCM(Scrypt(salt=salt, length=32, n=2**17, r=8, p=1).derive(passphrase.encode()))


def nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4) + bytes([is_last])
