"""Hostile picture files, sent as anybody would send them. Each is refused with a sentence, or drawn anew."""

from __future__ import annotations

import contextlib
import random
import re
import struct
import subprocess
import sys
import time
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from notes import markup
from notes.models import Picture
from notes.pictures import NotShown, redraw
from tests.shared import ATTACKS, needs_shared, records

SECONDS, MEGABYTES = 5, 150
ROOT = Path(__file__).resolve().parents[1]
MARKS = (b"<script", b"<svg", b"<?php", b"onload", b"alert(", b"%PDF", b"PK\x03\x04", b"Exif", b"EXIF", b"GPS")

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def upload(person, entry, sent: bytes, name: str = "x.png", kind: str = "image/png"):
    """As a browser puts it together; the test client would look at the name first."""
    written = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head = (
        f'--b\r\nContent-Disposition: form-data; name="picture"; filename="{written}"\r\nContent-Type: {kind}\r\n\r\n'
    )
    return person.post(
        f"/write/{entry.pk}/pictures/",
        head.encode() + sent + b"\r\n--b--\r\n",
        content_type="multipart/form-data; boundary=b",
        headers={"Accept": "application/json"},
    )


def judged(person, entry, sent: bytes, name: str = "x.png", kind: str = "image/png") -> str:
    """Send it, and look at all that is served and stored of it. Refused: the sentence. Taken: its address."""
    began = time.monotonic()
    answer = upload(person, entry, sent, name, kind)
    assert time.monotonic() - began < SECONDS
    told = answer.json()
    if answer.status_code != 201:
        assert answer.status_code in (400, 413)
        assert told["error"].endswith(".")
        assert "Error" not in told["error"]
        assert not Picture.objects.exists()
        assert not list(stored_files())
        return told["error"]
    for size in Picture.objects.get(token=told["token"]).address.sizes:
        shown = person.get(str(size))
        assert shown["Content-Type"] == "image/webp"
        assert shown["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in shown["Content-Security-Policy"]
        with Image.open(BytesIO(shown.content)) as image:
            image.load()
            assert (image.format, image.size) == ("WEBP", (size.width, size.height))
            assert not image.getexif()
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
        assert len(shown.content) == 8 + int.from_bytes(shown.content[4:8], "little"), "something follows the picture"
        assert not [mark for mark in MARKS if mark in shown.content]
    for path in stored_files():
        assert re.fullmatch(r"p/[a-z2-7]{26}/\d+x\d+\.webp", path), path
    return told["url"]


def stored_files():
    from django.conf import settings

    root = Path(settings.MEDIA_ROOT)
    return (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


# The shared corpus

HOSTILE = records("images")
# We take four kinds of files. These are sound pictures of another kind, and refused as such
OTHER_KINDS = (".tiff", ".bmp")


@needs_shared
@pytest.mark.parametrize("record", HOSTILE, ids=lambda record: record["id"])
def test_a_hostile_file_does_what_is_expected_of_it(alice, draft, record):
    sent = (ATTACKS / "dev" / record["file"]).read_bytes()
    outcome = judged(alice, draft, sent, record["upload_name"], record["content_type"] or "")
    taken = outcome.startswith("/media/p/")
    if record["expect"].startswith("accepted;") or record["expect"].startswith("stored"):
        # what has no name at all is no file of a form
        assert taken or record["file"].endswith(OTHER_KINDS) or record["upload_name"] == ".", outcome
    if record["expect"].startswith("refused, rasterised"):
        assert not taken
    if "bomb" in record["note"] or "header says" in record["note"]:
        assert not taken
    page = alice.get(f"/write/{draft.pk}/pictures/").content.decode()
    name = record["upload_name"]
    if len(name) > 4:
        assert name not in page.replace("/x.png", "")
    if taken and "orientation" in record["note"]:
        where_red_is(record, alice.get(outcome).content, sent)


def where_red_is(record: dict, served: bytes, sent: bytes) -> None:
    """The corner that a viewer shows red who obeys the orientation."""
    orientation = int(record["note"].split()[-1])
    with Image.open(BytesIO(sent)) as original, Image.open(BytesIO(served)) as shown:
        assert (shown.size == original.size) == (orientation < 5)
        corners = {
            (x, y): shown.convert("RGB").getpixel((x * (shown.width - 3) + 1, y * (shown.height - 3) + 1))
            for x in (0, 1) for y in (0, 1)
        }  # fmt: skip
    reddest = max(corners, key=lambda corner: corners[corner][0] - corners[corner][1] - corners[corner][2])
    upright = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
    assert reddest == upright[orientation]


# Our own


def picture(format: str, size=(64, 48), colour="teal", **how) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, format, **how)
    return out.getvalue()


def chunk(kind: bytes, held: bytes) -> bytes:
    return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))


def png(width: int, height: int, colour: int = 0, *, before: bytes = b"", rows: int | None = None) -> bytes:
    row = b"\0" * (1 + width * {0: 1, 2: 3, 6: 4}[colour]) if rows != 0 else b""
    squeezed = zlib.compressobj(9)
    pixels = b"".join(squeezed.compress(row) for _ in range(height if rows is None else rows)) + squeezed.flush()
    start = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", start) + before + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def squeezed(kind: bytes, length: int) -> bytes:
    return chunk(kind, b"a\0\0" + zlib.compress(bytes(length)))


def gif_with(before: bytes) -> bytes:
    whole = picture("GIF")
    place = 13 + (3 << (whole[10] & 7) + 1)
    return whole[:place] + before + whole[place:]


def webp_of(width: int, height: int) -> bytes:
    canvas = (
        b"VP8X"
        + struct.pack("<I", 10)
        + bytes(4)
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
    )
    return b"RIFF" + struct.pack("<I", 4 + len(canvas)) + b"WEBP" + canvas


def jpeg_with(scans: int) -> bytes:
    whole = picture("JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * scans + whole[-2:]


def jpeg_says(width: int, height: int) -> bytes:
    whole = bytearray(picture("JPEG"))
    frame = whole.index(b"\xff\xc0")
    whole[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(whole)


BOMBS = {
    "a png of 400 megapixels": lambda: png(20_000, 20_000, rows=200),
    "a png that says it is huge": lambda: png(2**31 - 1, 2**31 - 1, rows=0),
    "a png of one row": lambda: png(2_000_000, 1),
    "a png of nothing": lambda: png(0, 0),
    "a png of too many bytes a pixel": lambda: png(6_000, 6_000, 6, rows=10),
    "a png of a million chunks": lambda: png(8, 8, before=chunk(b"abCd", b"") * 1_000_000),
    "a png whose text inflates": lambda: png(8, 8, before=squeezed(b"zTXt", 50_000_000) * 4),
    "a png whose profile inflates": lambda: png(8, 8, before=squeezed(b"iCCP", 200_000_000)),
    "a gif of 4,000 megapixels": lambda: b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0)
    + b"\x2c" + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x01\0\0;",
    "a gif whose frame is larger than its screen": lambda: b"GIF89a" + struct.pack("<HHBBB", 8, 8, 0, 0, 0)
    + b"\x2c" + struct.pack("<HHHHB", 60000, 60000, 5000, 5000, 0) + b"\x02\x01\0\0;",
    "a gif of seven million comments": lambda: gif_with(b"\x21\xfe" + b"\x01a" * 7_000_000 + b"\0"),
    "a gif of a million extensions": lambda: gif_with((b"\x21\xfe\x01a\0") * 1_000_000),
    "a webp of 268 megapixels": lambda: webp_of(16383, 16383),
    "a webp of a terapixel": lambda: webp_of(2**24, 2**24),
    "a jpeg that says it is huge": lambda: jpeg_says(65535, 65535),
    "a jpeg of a thousand scans": lambda: jpeg_with(1000),
    "a jpeg of nothing but markers": lambda: b"\xff\xd8" + b"\xff\xe0\x00\x02" * 3_000_000,
    "a jpeg with junk between its segments": lambda: b"\xff\xd8\xff\xe0\x00\x02" + bytes(14_000_000) + picture("JPEG"),
    "sixteen megabytes": lambda: picture("PNG") + bytes(16 * 1024 * 1024),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_within_a_second(name):
    sent = BOMBS[name]()
    began = time.monotonic()
    with pytest.raises(NotShown, match=r"\.$"):
        redraw(sent)
    assert time.monotonic() - began < 1


LIMITED = """
import resource, sys, time
sys.path.insert(0, {root!r})
from notes.pictures import NotShown, redraw
redraw(open({warm!r}, "rb").read())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
room = int(next(line for line in open("/proc/self/status") if line.startswith("VmSize")).split()[1]) * 1024
resource.setrlimit(resource.RLIMIT_AS, (room + {room}, room + {room}))
for path in sys.argv[1:]:
    sent = open(path, "rb").read()
    began = time.monotonic()
    try:
        print("taken", len(redraw(sent)), end=" ")
    except NotShown as problem:
        print("refused", end=" ")
    print(round(time.monotonic() - began, 2), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def under_a_limit(tmp_path: Path, megabytes: int, *files: bytes) -> list[list[str]]:
    """In a process that may grow by so many megabytes: what became of each file, in what time, with what memory."""
    paths = []
    for number, sent in enumerate((picture("JPEG"), *files)):
        paths.append(tmp_path / f"{number}")
        paths[-1].write_bytes(sent)
    script = LIMITED.format(root=str(ROOT), warm=str(paths[0]), room=megabytes * 1024 * 1024)
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, paths[1:])], capture_output=True, text=True, timeout=120, check=True
    )
    return [line.split() for line in done.stdout.splitlines()]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measures memory as Linux tells it")
def test_bombs_need_little_memory(tmp_path):
    outcomes = under_a_limit(tmp_path, MEGABYTES, *(bomb() for name, bomb in BOMBS.items()))
    assert len(outcomes) == len(BOMBS)
    assert int(outcomes[-1][-1]) < 60


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measures memory as Linux tells it")
def test_the_largest_pictures_that_are_taken_fit_into_memory(tmp_path):
    largest = [
        png(6_300, 6_300),
        png(5_000, 5_000, 6),
        picture("JPEG", (7_300, 5_400)),
        picture("JPEG", (5_000, 3_300), progressive=True, subsampling=0),
        picture("WEBP", (3_200, 2_500)),
    ]
    for outcome in under_a_limit(tmp_path, 400, *largest):
        assert outcome[0] == "taken"
        assert int(outcome[-1]) < MEGABYTES


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_file_cut_short_anywhere_or_changed_anywhere_is_never_more_than_refused(format):
    chance = random.Random(format)
    whole = BytesIO()
    Image.effect_noise((120, 90), 60).convert("RGB").save(whole, format)
    sent = whole.getvalue()
    for part in range(40):
        refused_or_drawn(sent[: len(sent) * part // 40])
    for _ in range(150):
        changed = bytearray(sent)
        for _ in range(chance.randrange(1, 12)):
            changed[chance.randrange(min(len(changed), chance.choice((40, 400, 40_000))))] = chance.randrange(256)
        refused_or_drawn(bytes(changed))


def refused_or_drawn(sent: bytes) -> None:
    with contextlib.suppress(NotShown):  # and nothing else
        assert redraw(sent)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04hidden", b"%PDF-1.4", b"<?php x ?>"])
def test_what_follows_a_picture_is_left_behind(alice, draft, format, tail):
    assert judged(alice, draft, picture(format) + tail).startswith("/media/p/")


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?><!DOCTYPE svg><x:svg/>", "SVG"),
        ("\ufeff<svg onload='x'/>".encode("utf-16"), "SVG"),
        (b"<html><script>alert(1)</script>", "not a picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"%PDF-1.7", "PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "not a picture"),
        (picture("BMP"), "BMP"),
        (picture("ICO"), "not a picture"),
        (b"words", "not a picture"),
        (b"\x89PNG\r\n\x1a\n", "cut short"),
        (b"\xff\xd8\xff", "cut short"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "cut short"),
        (b"GIF89a", "cut short"),
    ],
)
def test_whatever_is_no_picture_is_told_what_it_is(alice, draft, sent, says):
    for name, kind in [("x.png", "image/png"), ("x.jpg", "image/jpeg"), ("x.svg", "image/svg+xml")]:
        assert says in judged(alice, draft, sent, name, kind)


@pytest.mark.parametrize(
    "name",
    [
        "../../x.png",
        "/etc/x.png",
        "x.php",
        ".htaccess",
        "index.html",
        "a\0b.png",
        "a" * 400,
        "x.svg",
        "‮gnp.x",
        "con.png",
    ],
)
def test_a_name_decides_nothing_and_is_kept_nowhere(alice, draft, name):
    address = judged(alice, draft, picture("JPEG"), name, "text/html")
    assert address.startswith("/media/p/")


def test_hostile_words_about_a_picture_stay_words(alice, draft):
    for alt in ('"><script>alert(1)</script>', "](javascript:alert(1))![", "a\0b\r\nX: y", "=1+1", "{{ 7*7 }}", "‮evil"):
        told = upload(alice, draft, picture("PNG")).json()
        answer = alice.post(
            f"/write/{draft.pk}/pictures/{told['token']}/", {"alt": alt}, headers={"Accept": "application/json"}
        )
        assert answer.status_code == 200
        html = markup.render(answer.json()["markdown"], key="search").html
        assert html.count("<img") == 1
        assert "<script" not in html
        assert "<a " not in html
        assert answer.json()["url"] in html
    page = alice.get(f"/write/{draft.pk}/pictures/").content.decode()
    assert "<script>alert" not in page
