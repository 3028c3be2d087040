"""Pictures in a bucket: the real client of S3, and a bucket on this machine that answers as S3 does."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.storage import default_storage

from notes import depicting, publishing
from notes.content import MEMBERS
from notes.models import Picture
from tests.conftest import content, section
from tests.test_pictures import aged, file, sent_to, show
from weeknotes import env

GONE = b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"


class Bucket(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.objects: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.is_down = False


class Answer(BaseHTTPRequestHandler):
    """Path-style requests for objects. Signatures are not looked at."""

    protocol_version = "HTTP/1.1"
    server: Bucket

    def answer(self) -> None:
        path = self.path.partition("?")[0]
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, path))
        assert self.headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=KEY/")
        if self.server.is_down:
            return self.tell(403, b"<Error><Code>AccessDenied</Code></Error>")
        if self.command == "PUT":
            assert "x-amz-acl" not in self.headers, "the bucket stays as private as its owner made it"
            self.server.objects[path] = sent
            return self.tell(200)
        if self.command == "DELETE":
            self.server.objects.pop(path, None)
            return self.tell(204)
        kept = self.server.objects.get(path)
        return self.tell(404, GONE) if kept is None else self.tell(200, kept)

    do_PUT = do_GET = do_HEAD = do_DELETE = answer

    def tell(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/xml" if status >= 400 else "image/webp")
        self.send_header("ETag", '"tag"')
        self.send_header("Last-Modified", "Mon, 30 Jul 2018 10:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture(autouse=True)
def bucket(settings, monkeypatch):
    server = Bucket()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("MEDIA_STORAGE_URL", f"s3://KEY:SECRET@notes/pictures?endpoint={endpoint}&region=eu-west-2")
    settings.STORAGES = settings.STORAGES | {"default": env.storage("MEDIA_STORAGE_URL")}
    yield server
    server.shutdown()
    server.server_close()


def test_a_picture_is_kept_in_the_bucket_and_read_from_there(alice, visitor, draft, bucket):
    picture = sent_to(alice, draft, file("JPEG", (1000, 500)), alt="A queue")
    assert sorted(bucket.objects) == sorted(f"/notes/pictures/{size.name}" for size in picture.address.sizes)
    show(alice, draft, section(body=picture.markdown))
    for size in picture.address.sizes:
        answer = visitor.get(str(size))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert answer.content == bucket.objects[f"/notes/pictures/{size.name}"]
        assert answer.content[:4] == b"RIFF"


def test_readers_are_never_sent_to_the_bucket_nor_told_of_what_they_may_not_see(alice, visitor, draft, bucket):
    picture = sent_to(alice, draft)
    show(alice, draft, section("open"), section("closed", body=picture.markdown, audience=MEMBERS))
    bucket.asked.clear()
    assert visitor.get(str(picture.address)).status_code == 404
    assert bucket.asked == []
    answer = alice.get(str(picture.address))
    assert (answer.status_code, "Location" in answer) == (200, False)
    again = alice.get(str(picture.address), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    page = alice.get(draft.get_absolute_url()).content.decode()
    assert "127.0.0.1" not in page
    assert "amazonaws" not in page


def test_a_picture_that_is_gone_from_the_bucket_is_not_found(alice, draft, bucket):
    picture = sent_to(alice, draft)
    bucket.objects.clear()
    assert alice.get(str(picture.address)).status_code == 404


def test_a_bucket_that_refuses_leaves_no_picture_behind(alice, draft, bucket):
    bucket.is_down = True
    with pytest.raises(Exception, match="403"):
        depicting.keep(draft, file(), by=alice.user)
    assert not Picture.objects.exists()


def test_what_no_revision_shows_is_removed_from_the_bucket_too(alice, draft, bucket):
    aged(sent_to(alice, draft), 31)
    used = aged(sent_to(alice, draft), 31)
    publishing.save_draft(draft, content(section(body=used.markdown)), by=alice.user)
    assert depicting.sweep() == 1
    assert list(bucket.objects) == [f"/notes/pictures/{used.address.name}"]
    assert default_storage.exists(used.address.name)
