"""A bucket of S3, or of what speaks its language, from one address."""

from __future__ import annotations

import importlib
import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from weeknotes.env import BadSetting, web_address

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_FOLDER = re.compile(r"(?:[\w-][\w.-]*(?:/[\w-][\w.-]*)*)?")
CONNECT, READ = 5, 30  # seconds, before a request gives up


def storage(name: str, value: str) -> dict[str, Any]:
    """Read s3://key:secret@bucket/folder?region=…&endpoint=…; key, secret, folder and question may be missing.

    Raise BadSetting in words of our own: those of libraries may repeat the secret.
    """
    try:
        parts = urlsplit(value)
        asked = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        has_port = parts.port is not None
    except ValueError:
        raise BadSetting(f"{name} cannot be read. Write it like s3://key:secret@bucket?region=eu-west-2.") from None
    bucket, folder, question = parts.netloc.rpartition("@")[2], unquote(parts.path).strip("/"), dict(asked)
    if has_port or parts.fragment or not _BUCKET.fullmatch(bucket):
        raise BadSetting(f"{name} names no bucket. Write it like s3://key:secret@bucket?region=eu-west-2.")
    if not _FOLDER.fullmatch(folder):
        raise BadSetting(f"{name} holds a folder that cannot be meant: use letters, digits, hyphens and slashes.")
    if bool(parts.username) != bool(parts.password):
        raise BadSetting(f"{name} holds a key without its secret. Give both, or neither.")
    if unknown := sorted(set(question) - {"region", "endpoint"}):
        raise BadSetting(f"{name} asks for {unknown[0]!r}. After the question mark say region or endpoint.")
    if "endpoint" in question and not web_address(question["endpoint"]):
        raise BadSetting(f"{name} has no whole address as its endpoint. It must be like https://s3.example.org.")
    if question.get("region") == "":
        raise BadSetting(f"{name} leaves the region empty. Leave it out, or name it, such as eu-west-2.")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "location": folder,
            "access_key": unquote(parts.username) if parts.username else None,
            "secret_key": unquote(parts.password) if parts.password else None,
            "region_name": question.get("region"),
            "endpoint_url": question.get("endpoint"),
            "default_acl": None,  # as the bucket says, which is private
            "file_overwrite": False,
            "client_config": client_config(name, own_endpoint="endpoint" in question),
        },
    }


def client_config(name: str, *, own_endpoint: bool) -> Any:
    try:
        importlib.import_module("storages")
        config = importlib.import_module("botocore.config").Config
    except ImportError:
        raise BadSetting(f"{name} needs packages that are not here: pip install -r requirements-s3.txt.") from None
    return config(
        connect_timeout=CONNECT,
        read_timeout=READ,
        retries={"mode": "standard", "max_attempts": 3},
        signature_version="s3v4",
        s3={"addressing_style": "path" if own_endpoint else "auto"},  # few besides Amazon give each bucket a host
        # Nor do they know the checksums that newer clients send unasked
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
