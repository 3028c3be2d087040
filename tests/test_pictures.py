"""Pictures: drawn anew, kept for their entry, seen by whoever may see a section that shows them, then removed."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageCms, ImageFile

from notes import depicting, pictures, publishing
from notes.content import COLLEAGUES, EVERYONE, MEMBERS
from notes.models import Depiction, Picture
from notes.picture_addresses import PictureAddress, tokens_in
from tests.conftest import content, draft_of, published, section

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 160, 0), (0, 0, 255), (255, 255, 255)


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def file(format="PNG", size=(40, 30), mode="RGB", colour=None, **how) -> bytes:
    """A picture with a red corner at its top left."""
    image = Image.new(mode, size, 0 if colour is None else colour)
    if mode == "RGB":
        image.paste(WHITE if colour is None else colour, (0, 0, *size))
        image.paste(RED, (0, 0, size[0] // 4, size[1] // 4))
    out = BytesIO()
    image.save(out, format, **how)
    return out.getvalue()


def opened(size: pictures.Size) -> Image.Image:
    return Image.open(BytesIO(size.webp))


def largest(sent: bytes) -> Image.Image:
    return opened(pictures.redraw(sent)[-1])


def near(colour, other, within=24) -> bool:
    return all(abs(a - b) <= within for a, b in zip(colour, other, strict=True))


def send(person: Client, entry, sent: bytes | None = None, *, name="x.png", json=True, **fields):
    upload = SimpleUploadedFile(name, file() if sent is None else sent, content_type="image/png")
    headers = {"Accept": "application/json"} if json else {}
    return person.post(f"/write/{entry.pk}/pictures/", {"picture": upload, **fields}, headers=headers)


def sent_to(person, entry, sent: bytes | None = None, **fields) -> Picture:
    answer = send(person, entry, sent, **fields)
    assert answer.status_code == 201, answer.content
    return Picture.objects.get(token=answer.json()["token"])


def show(person, entry, *sections) -> None:
    publishing.save_draft(entry, content(*sections), by=person.user)
    publishing.publish(entry, by=person.user)


# Drawing anew


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_four_kinds_are_taken_and_become_webp(format):
    (size,) = pictures.redraw(file(format))
    assert opened(size).format == "WEBP"
    assert (size.width, size.height) == (40, 30)


@pytest.mark.parametrize(
    ("sent", "made"),
    [
        ((400, 300), [(400, 300)]),
        ((1000, 500), [(480, 240), (960, 480), (1000, 500)]),
        ((4000, 3000), [(480, 360), (960, 720), (1640, 1230)]),
        ((100, 5000), [(80, 4000)]),  # no browser needs a picture that high
    ],
)
def test_three_sizes_are_made_and_none_is_enlarged(sent, made):
    sizes = pictures.redraw(file("JPEG", sent))
    assert [(size.width, size.height) for size in sizes] == made
    assert [opened(size).size for size in sizes] == made


def test_an_address_tells_the_smaller_sizes_that_were_made():
    for width, height in [(1640, 1093), (1639, 777), (961, 1), (481, 3999)]:
        sizes = pictures.redraw(file("PNG", (width, height)))
        told = PictureAddress("a" * 26, width, height).sizes
        assert [(s.width, s.height) for s in told] == [(s.width, s.height) for s in sizes]


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [(1, (40, 30), (2, 2)), (2, (40, 30), (37, 2)), (3, (40, 30), (37, 27)), (4, (40, 30), (2, 27)),
     (5, (30, 40), (2, 2)), (6, (30, 40), (27, 2)), (7, (30, 40), (27, 37)), (8, (30, 40), (2, 37))],
)  # fmt: skip
def test_a_picture_stands_as_the_camera_was_held(orientation, size, red):
    exif = Image.Exif()
    exif[0x0112] = orientation
    shown = largest(file("JPEG", exif=exif, quality=95))
    assert shown.size == size
    assert near(shown.convert("RGB").getpixel(red), RED, 60)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_pixels_stays(format):
    exif = Image.Exif()
    exif[0x010F] = "Camera of Harrowmere"
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)}
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more = {"xmp": b"<x:xmpmeta>Harrowmere</x:xmpmeta>"} if format != "PNG" else {}
    sent = file(format, (1000, 600), exif=exif, icc_profile=srgb, **more)
    assert b"Harrowmere" in sent
    for size in pictures.redraw(sent):
        shown = opened(size)
        shown.load()
        assert not shown.getexif()
        assert not {"exif", "xmp", "icc_profile"} & set(shown.info)
        assert b"Harrowmere" not in size.webp
        assert not [name for name in (b"EXIF", b"XMP ", b"ICCP") if name in size.webp]


def test_colours_of_another_profile_become_those_of_the_web():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"~XYZ", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"~XYZ", b"gXYZ", 1)
    assert near(largest(file(colour=RED, icc_profile=srgb)).convert("RGB").getpixel((30, 20)), RED)
    shown = largest(file(colour=RED, icc_profile=swapped)).convert("RGB").getpixel((30, 20))
    assert near(shown, (0, 255, 0))  # what this profile calls red is the green of the web


def test_a_picture_cut_short_is_refused_though_a_pdf_was_made_before(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as weasyprint leaves it
    with pytest.raises(pictures.NotShown, match="cut short"):
        pictures.redraw(file("JPEG", (400, 300))[:-400])


def test_a_broken_profile_is_no_reason_to_refuse():
    assert near(largest(file(colour=GREEN, icc_profile=b"none" * 40)).convert("RGB").getpixel((30, 20)), GREEN)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_pixels_looks_as_it_did(mode):
    image = Image.new("I;16", (20, 20), 40000) if mode == "I;16" else Image.new("L", (20, 20), 200).convert(mode)
    out = BytesIO()
    image.save(out, "PNG")
    grey = 255 if mode == "1" else 156 if mode == "I;16" else 200
    if mode == "1":
        out = BytesIO()
        Image.new("1", (20, 20), 1).save(out, "PNG")
    assert near(largest(out.getvalue()).convert("RGB").getpixel((10, 10)), (grey,) * 3, 4)


def test_inks_become_light():
    image = Image.new("CMYK", (40, 30), (0, 255, 255, 0))
    out = BytesIO()
    image.save(out, "JPEG", quality=95)
    assert near(largest(out.getvalue()).convert("RGB").getpixel((20, 15)), RED, 40)


@pytest.mark.parametrize("format", ["PNG", "WEBP", "GIF"])
def test_what_was_transparent_stays_so(format):
    image = Image.new("RGBA", (40, 30), (0, 0, 255, 255))
    image.paste((0, 0, 0, 0), (0, 0, 20, 30))
    out = BytesIO()
    image.save(out, format)
    shown = largest(out.getvalue()).convert("RGBA")
    assert shown.getpixel((5, 15))[3] == 0
    assert shown.getpixel((35, 15))[3] == 255


def test_a_drawing_stays_as_sharp_as_it_was():
    image = Image.new("RGB", (60, 60), WHITE)
    for line in range(0, 60, 3):
        image.paste(RED if line % 2 else BLUE, (0, line, 60, line + 1))
    out = BytesIO()
    image.save(out, "PNG")
    assert largest(out.getvalue()).convert("RGB").tobytes() == image.tobytes()


def test_of_an_animation_the_first_frame_is_kept():
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, GREEN, BLUE)]
    for format in ("GIF", "WEBP", "PNG"):
        out = BytesIO()
        frames[0].save(out, format, save_all=True, append_images=frames[1:], duration=100)
        shown = largest(out.getvalue())
        assert getattr(shown, "n_frames", 1) == 1
        assert near(shown.convert("RGB").getpixel((10, 10)), RED)


def moving(format: str, *, count: int = 3) -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, GREEN, BLUE)][:count]
    out = BytesIO()
    frames[0].save(out, format, save_all=count > 1, append_images=frames[1:], duration=100)
    return out.getvalue()


# At the desk


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "JPEG"])
def test_who_sends_what_moves_is_told_that_it_will_stand_still(alice, draft, format):
    moves = format != "JPEG"
    assert bool(send(alice, draft, moving(format, count=3 if moves else 1)).json()["note"]) == moves
    assert send(alice, draft, moving(format, count=1)).json()["note"] == ""
    page = alice.get(send(alice, draft, moving(format, count=3 if moves else 1), json=False)["Location"])
    assert ("This picture moves. Readers will see how it begins" in page.content.decode()) == moves


def test_a_gif_that_breaks_off_after_its_first_frame_is_no_fault(alice, draft):
    whole = moving("GIF")
    for length in range(len(moving("GIF", count=1)) - 4, len(whole)):
        assert send(alice, draft, whole[:length]).status_code in (201, 400)


def test_a_picture_is_sent_and_its_line_comes_back(alice, draft):
    answer = send(alice, draft, file("JPEG", (1000, 500)), alt="The queue at [Mill] Street")
    told = answer.json()
    assert answer.status_code == 201
    assert (told["width"], told["height"], told["alt"]) == (1000, 500, "The queue at [Mill] Street")
    assert told["url"] == f"/media/p/{told['token']}/1000x500.webp"
    assert told["markdown"] == rf"![The queue at \[Mill\] Street]({told['url']})"
    assert sorted(default_storage.listdir(f"p/{told['token']}")[1]) == ["1000x500.webp", "480x240.webp", "960x480.webp"]


def test_a_picture_is_sent_without_javascript(alice, draft):
    answer = send(alice, draft, json=False, alt="A queue")
    assert (answer.status_code, answer["Location"]) == (302, f"/write/{draft.pk}/pictures/")
    page = alice.get(answer["Location"]).content.decode()
    assert Picture.objects.get().markdown in page
    assert 'enctype="multipart/form-data"' in page


def test_a_file_that_is_refused_is_told_why_and_the_words_stay(alice, draft):
    answer = send(alice, draft, b"<svg onload=alert(1)>", json=False, alt="A queue")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "SVG drawing" in page
    assert 'value="A queue"' in page
    assert not Picture.objects.exists()


def test_no_file_and_an_empty_file_are_told_apart(alice, draft):
    address = f"/write/{draft.pk}/pictures/"
    assert "Choose a picture" in alice.post(address, headers={"Accept": "application/json"}).json()["error"]
    assert alice.post(address, {"picture": "words"}).status_code == 400
    assert send(alice, draft, b"").status_code == 400


def test_only_members_of_the_journal_send_pictures(bob, visitor, draft):
    assert send(bob, draft).status_code == 404
    assert send(visitor, draft).status_code in (302, 403)
    assert not Picture.objects.exists()
    assert bob.get(f"/write/{draft.pk}/pictures/").status_code == 404
    assert visitor.get(f"/write/{draft.pk}/pictures/").status_code == 302


def test_a_form_from_elsewhere_is_refused(alice, draft):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice.user)
    assert send(strict, draft).status_code == 403
    assert not Picture.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(alice, draft):
    answer = alice.post(
        f"/write/{draft.pk}/pictures/", b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(2_000_000_000), headers={"Accept": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 413
    assert "15" in answer.json()["error"]


def test_fifteen_megabytes_are_the_most(alice, draft):
    answer = send(alice, draft, file() + bytes(15 * 1024 * 1024))
    assert (answer.status_code, Picture.objects.count()) == (400, 0)
    assert "15" in answer.json()["error"]


def test_a_picture_is_described_later_or_called_decoration(alice, bob, draft):
    picture = sent_to(alice, draft)
    address = f"/write/{draft.pk}/pictures/{picture.token}/"
    assert alice.get(address).url == f"/write/{draft.pk}/pictures/"
    assert bob.post(address, {"alt": "Mine"}).status_code == 404
    assert bob.post(f"/write/{draft_of(bob).pk}/pictures/{picture.token}/", {"alt": "Mine"}).status_code == 404
    assert alice.post(address, {"alt": "A queue"}, headers={"Accept": "application/json"}).json()["alt"] == "A queue"
    alice.post(address, {"alt": "", "decorative": "1"})
    picture.refresh_from_db()
    assert (picture.alt, picture.decorative) == ("", True)
    alice.post(address, {"alt": "A queue", "decorative": "1"})  # words win: nothing typed is lost
    picture.refresh_from_db()
    assert (picture.alt, picture.decorative) == ("A queue", False)
    too_long = alice.post(address, {"alt": "a" * 501}, headers={"Accept": "application/json"})
    assert (too_long.status_code, "500" in too_long.json()["error"]) == (400, True)


def test_a_failing_storage_leaves_neither_row_nor_file(alice, draft, monkeypatch):
    real, calls = default_storage.save, []

    def full(name, stored):
        calls.append(name)
        if len(calls) == 2:
            raise OSError("disk full")
        return real(name, stored)

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(OSError, match="disk full"):
        depicting.keep(draft, file("JPEG", (1000, 500)), by=alice.user)
    assert not Picture.objects.exists()
    assert not default_storage.exists(calls[0])


# Who sees it


def test_the_picture_of_a_draft_is_seen_by_its_journal_alone(alice, bob, visitor, owner, draft):
    picture = sent_to(alice, draft)
    publishing.save_draft(draft, content(section(body=picture.markdown)), by=alice.user)
    assert alice.get(picture.get_absolute_url()).status_code == 200
    for other in (bob, visitor, owner):
        assert other.get(picture.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("audience", "seen"), [(EVERYONE, (200, 200, 200)), (COLLEAGUES, (200, 200, 404)), (MEMBERS, (200, 404, 404))]
)
def test_a_picture_is_seen_by_the_audience_of_its_section(alice, bob, visitor, draft, audience, seen):
    picture = sent_to(alice, draft)
    show(alice, draft, section("open"), section("shown", body=picture.markdown, audience=audience))
    for size in picture.address.sizes:
        assert tuple(p.get(str(size)).status_code for p in (alice, bob, visitor)) == seen


def test_a_picture_in_two_sections_is_seen_by_the_wider_audience(alice, visitor, draft):
    picture = sent_to(alice, draft)
    line = picture.markdown
    show(alice, draft, section("closed", body=line, audience=MEMBERS), section("open", body=f"{line}\n\n{line}"))
    assert visitor.get(picture.get_absolute_url()).status_code == 200
    assert Depiction.objects.count() == 2


def test_what_is_taken_back_is_seen_no_more(alice, visitor, draft):
    picture = sent_to(alice, draft)
    show(alice, draft, section(body=picture.markdown))
    etag = visitor.get(picture.get_absolute_url())["ETag"]
    publishing.unpublish(draft, by=alice.user)
    assert visitor.get(picture.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 404
    publishing.publish(draft, by=alice.user)
    publishing.rebuild(draft)
    assert visitor.get(picture.get_absolute_url()).status_code == 200
    show(alice, draft, section(body="Without it."))
    assert visitor.get(picture.get_absolute_url()).status_code == 404


def test_naming_the_picture_of_another_journal_opens_nothing(alice, bob, visitor, draft):
    picture = sent_to(alice, draft)
    published(bob, section(body=picture.markdown))
    for other in (bob, visitor):
        assert other.get(picture.get_absolute_url()).status_code == 404
    assert not Depiction.objects.exists()


def test_only_sizes_that_were_made_have_an_address(alice, draft):
    picture = sent_to(alice, draft, file("JPEG", (1000, 500)))
    assert alice.get(f"/media/p/{picture.token}/960x480.webp").status_code == 200
    for name in ("960x481.webp", "1640x820.webp", "0960x480.webp", "960x480.png", "960x480.webp/", "../x", ""):
        assert alice.get(f"/media/p/{picture.token}/{name}").status_code == 404
    assert alice.get(f"/media/p/{'a' * 26}/960x480.webp").status_code == 404
    assert alice.get("/media/").status_code == 404


def test_a_picture_can_do_nothing_when_it_is_opened_by_itself(alice, visitor, draft):
    picture = sent_to(alice, draft)
    show(alice, draft, section(body=picture.markdown))
    answer = visitor.get(picture.get_absolute_url())
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"] == "inline"
    assert visitor.post(picture.get_absolute_url()).status_code == 405
    assert visitor.head(picture.get_absolute_url()).status_code == 200


def test_what_a_colleague_sees_is_kept_by_no_proxy_and_asked_for_each_time(alice, visitor, draft):
    picture = sent_to(alice, draft)
    show(alice, draft, section(body=picture.markdown))
    public, private = visitor.get(picture.get_absolute_url()), alice.get(picture.get_absolute_url())
    assert {"public", "no-cache"} <= set(public["Cache-Control"].split(", "))
    assert {"private", "no-cache"} <= set(private["Cache-Control"].split(", "))
    again = alice.get(picture.get_absolute_url(), headers={"If-None-Match": private["ETag"]})
    assert (again.status_code, again.content, "private" in again["Cache-Control"]) == (304, b"", True)


def test_a_picture_costs_the_same_however_often_it_is_shown(alice, bob, draft, django_assert_num_queries):
    picture = sent_to(alice, draft)
    show(alice, draft, *(section(f"s{letter}", body=picture.markdown) for letter in "abcdefghij"))
    with django_assert_num_queries(3):  # session, user, picture
        assert bob.get(picture.get_absolute_url()).status_code == 200


def test_publishing_costs_two_questions_for_any_number_of_pictures(alice, draft, django_assert_num_queries):
    sections = [section(f"s{letter}", body=sent_to(alice, draft).markdown) for letter in "abcdef"]
    show(alice, draft, *sections)
    shown = list(draft.sections.all())
    Depiction.objects.all().delete()
    with django_assert_num_queries(2):
        depicting.depict(shown)
    assert Depiction.objects.count() == 6


def test_a_file_that_is_gone_is_not_found(alice, draft):
    picture = sent_to(alice, draft)
    default_storage.delete(picture.address.name)
    assert alice.get(picture.get_absolute_url()).status_code == 404


# Before it goes out


def test_pictures_without_words_are_listed_unless_they_are_decoration(alice, draft):
    silent, said, decoration = (sent_to(alice, draft) for _ in range(3))
    depicting.describe(decoration, alt="", decorative=True)
    body = f"![]({silent.address})\n\n![A queue]({said.address})\n\n![ ]({decoration.address})"
    (found,) = depicting.without_alt(content(section("first"), section("second", body=body)))
    assert (found.section.key, found.address) == ("second", silent.address)
    assert [m.address for m in pictures.without_alt(content(section(body=body)))] == [
        silent.address,
        decoration.address,
    ]


def test_pictures_that_readers_would_not_see_are_listed(alice, bob, draft):
    mine, theirs = sent_to(alice, draft), sent_to(bob, draft_of(bob))
    gone = PictureAddress("a" * 26, 40, 30)
    body = f"![a]({mine.address}) ![b]({theirs.address}) ![c]({gone})"
    found = depicting.not_shown(content(section(body=body)), alice.journal)
    assert [mention.address for mention in found] == [theirs.address, gone]


# Removal


def aged(picture: Picture, days: int) -> Picture:
    Picture.objects.filter(pk=picture.pk).update(last_used_at=timezone.now() - timedelta(days=days))
    return picture


def test_a_picture_in_no_revision_is_removed_after_thirty_days(alice, draft):
    old, young = aged(sent_to(alice, draft), 31), aged(sent_to(alice, draft), 29)
    assert depicting.sweep() == 1
    assert list(Picture.objects.all()) == [young]
    assert not default_storage.exists(old.address.name)
    assert default_storage.exists(young.address.name)
    assert depicting.sweep() == 0


def test_a_picture_in_any_revision_of_any_entry_stays(alice, bob, draft):
    picture = aged(sent_to(alice, draft), 400)
    publishing.save_draft(draft, content(section(body=picture.markdown)), by=alice.user)
    publishing.save_draft(draft, content(section(body="Without it.")), by=alice.user)
    elsewhere = aged(sent_to(alice, draft), 400)
    draft_of(bob, section(body=f"See <{elsewhere.address.smaller or elsewhere.address}>"))
    quoted = aged(sent_to(alice, draft), 400)
    draft_of(bob, section(body=f"`{quoted.address}`"))
    call_command("sweep_pictures", verbosity=0)
    assert Picture.objects.count() == 3


def test_thirty_days_begin_when_a_picture_was_last_found(alice, draft):
    picture = aged(sent_to(alice, draft), 400)
    publishing.save_draft(draft, content(section(body=picture.markdown)), by=alice.user)
    depicting.sweep()
    draft.revisions.exclude(pk=draft.head_id).delete()
    type(draft.head).objects.filter(pk=draft.head_id).update(content=content().to_json())  # as folding would
    assert depicting.sweep() == 0
    aged(picture, 31)
    assert depicting.sweep() == 1


def test_a_sweep_that_was_broken_off_goes_on(alice, draft, monkeypatch):
    picture = aged(sent_to(alice, draft), 31)
    with monkeypatch.context() as broken:
        broken.setattr(Picture, "delete", lambda self: (_ for _ in ()).throw(OSError("killed")))
        with pytest.raises(OSError, match="killed"):
            depicting.sweep()
    assert Picture.objects.filter(pk=picture.pk).exists()
    assert depicting.sweep() == 1


def test_the_command_says_what_it_did(alice, draft, capsys):
    aged(sent_to(alice, draft), 31)
    call_command("sweep_pictures")
    assert capsys.readouterr().out == "1 picture removed.\n"


def test_a_picture_is_known_wherever_its_address_stands():
    address = PictureAddress("b" * 26, 1000, 500)
    assert PictureAddress.parse(str(address)) == address
    assert (
        address.srcset
        == f"/media/p/{'b' * 26}/480x240.webp 480w, /media/p/{'b' * 26}/960x480.webp 960w, {address} 1000w"
    )
    assert PictureAddress("b" * 26, 480, 500).srcset == ""
    assert tokens_in(f'{{"body": "![]({address})"}} <img src="{address}">') == {"b" * 26}
    for other in (
        "/media/p/short/1x1.webp",
        f"/media/p/{'b' * 26}/0x1.webp",
        f"https://example.org{address}",
        "/media/",
    ):
        assert PictureAddress.parse(other) is None
