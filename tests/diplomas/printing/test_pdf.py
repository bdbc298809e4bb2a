"""The PDF read back by another program."""

import base64
import datetime
import io
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader
from reportlab.pdfbase.ttfonts import TTFontFile

from diplomas.awards.winners import Winner
from diplomas.fonts import shipped
from diplomas.looks.layout import Template
from diplomas.printing.pdf import diplomas_pdf

WINNER = Winner(
    participant_id=1,
    activity_id=1,
    name="Štěpánka Ďáblová",
    group="Bobři",
    place=1,
    gender="F",
    category="10–12",
    result="9.85",
    value="9.85",
    measure="",
    unit="s",
    activity="Běh na 60 m",
    event="Tábor Vydří 2026",
    date=datetime.date(2026, 7, 12),
    event_place="Vydří",
)
NAMES = [
    "Štěpánka Ďáblová",
    "Příšerně Žluťoučký Kůň",
    "Nguyễn Thị Hồng",
    "Кравченко Олександра",
    "Łucja Żółć",
    "Ľubomír Ŕ. Vďačný ml.",
    "Konstantinopolskijovičová",
]
LONG_NAME = "Maximiliana Alžběta Nepomucká z Vlčihory a Podhradí u Řečice"


def read(template=None, *winners) -> PdfReader:
    return PdfReader(io.BytesIO(diplomas_pdf(template or Template(), winners or [WINNER])))


def lines(reader, page=0):
    return [line.strip() for line in reader.pages[page].extract_text().splitlines()]


def data_url(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(file.getvalue()).decode()}"


def images_of(reader):
    """The images that the first page shows, whichever form draws them."""
    found = []
    for form in reader.pages[0]["/Resources"]["/XObject"].values():
        inner = form.get_object().get("/Resources", {}).get("/XObject", {})
        found += [image.get_object() for image in inner.values()]
    return [image for image in found if image["/Subtype"] == "/Image"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("orientation", ["LANDSCAPE", "PORTRAIT"])
def test_the_name_is_read_back_letter_for_letter(orientation, name):
    assert name in lines(read(Template(orientation), replace(WINNER, name=name)))


@pytest.mark.parametrize("orientation", ["LANDSCAPE", "PORTRAIT"])
def test_a_long_name_stands_on_two_lines(orientation):
    text = lines(read(Template(orientation), replace(WINNER, name=LONG_NAME)))

    assert text[text.index("is awarded to") + 1 :][:2] == [
        "Maximiliana Alžběta Nepomucká",
        "z Vlčihory a Podhradí u Řečice",
    ]


def test_everything_else_is_on_the_page_too():
    text = lines(read())

    for line in [
        "Tábor Vydří 2026",
        "Diploma",
        "Bobři",
        "1st place",
        "Běh na 60 m",
        "girls · 10–12 · 9.85 s",
    ]:
        assert line in text
    assert any(line.endswith("Vydří · 12 Jul 2026") for line in text)


def test_one_page_each_in_the_order_given():
    winners = [
        replace(WINNER, name=name, place=number % 3 + 1) for number, name in enumerate(NAMES)
    ]
    reader = read(Template("PORTRAIT"), *winners)

    assert len(reader.pages) == len(NAMES)
    for page, winner in enumerate(winners):
        assert winner.name in lines(reader, page)
        assert winner.values()["place_name"] in lines(reader, page)


@pytest.mark.parametrize(
    ("orientation", "size"),
    [("LANDSCAPE", (841.89, 595.28)), ("PORTRAIT", (595.28, 841.89)), ("", (841.89, 595.28))],
)
def test_pages_are_a4(orientation, size):
    box = read(Template(orientation)).pages[0].mediabox

    assert (round(float(box.width), 2), round(float(box.height), 2)) == size


def test_every_font_is_embedded_as_a_subset():
    data = diplomas_pdf(Template(), [WINNER])
    fonts = PdfReader(io.BytesIO(data)).pages[0]["/Resources"]["/Font"]

    assert len(fonts) >= 2
    for font in fonts.values():
        assert "+" in font.get_object()["/BaseFont"]
        assert "/FontFile2" in font.get_object()["/FontDescriptor"]
    assert len(data) < 150_000


def test_the_title_names_what_is_inside():
    reader = read()

    assert reader.metadata.title == "Diplomas – Běh na 60 m – Tábor Vydří 2026"
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_the_same_input_gives_the_same_bytes():
    winners = [replace(WINNER, name=name) for name in NAMES]

    assert diplomas_pdf(Template(), winners) == diplomas_pdf(Template(), winners)
    assert diplomas_pdf(Template(), winners) != diplomas_pdf(Template(), winners[1:])


def test_nobody_gets_no_pdf():
    with pytest.raises(ValueError, match="at least one winner"):
        diplomas_pdf(Template(), [])


def test_hundreds_of_pages_stay_small():
    winners = [replace(WINNER, name=f"Štěpánka {n}. Ďáblová", place=n % 3 + 1) for n in range(300)]

    assert len(diplomas_pdf(Template(), winners)) < 1_000_000


def test_diplomas_may_be_printed_by_several_threads_at_once(monkeypatch):
    """Another thread gets its turn at the worst moment: while a glyph is read from the file."""
    winner = replace(WINNER, name="Příliš Žluťoučký")
    alone = diplomas_pdf(Template(), [winner])
    in_use = [each.face for each in map(shipped.font, shipped.SHIPPED)]
    seek, read = TTFontFile.seek, []

    def interrupted(self, place):
        seek(self, place)
        read.append(place)
        for face in in_use:
            seek(face, 0)

    monkeypatch.setattr(TTFontFile, "seek", interrupted)

    assert diplomas_pdf(Template(), [winner]) == alone
    assert read


def test_letters_that_no_font_has_do_no_harm():
    assert "Anna 🎉" in lines(read(None, replace(WINNER, name="Anna 🎉 王小明")))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *[("PNG", "RGBA"), ("PNG", "P"), ("PNG", "I;16"), ("JPEG", "L"), ("JPEG", "CMYK")],
        ("WEBP", "RGBA"),
    ],
)
def test_a_background_given_as_data_is_drawn(kind, mode):
    (image,) = images_of(read(Template(bg_image_url=data_url(Image.new(mode, (40, 20)), kind))))

    assert (image["/Width"], image["/Height"], image["/Filter"]) == (
        40,
        20,
        ["/DCTDecode"],
    )


def test_a_background_is_in_the_file_once():
    url = data_url(Image.effect_noise((400, 300), 90), "JPEG")
    one = diplomas_pdf(Template(bg_image_url=url), [WINNER])
    many = diplomas_pdf(Template(bg_image_url=url), [WINNER] * 20)

    assert len(many) - len(one) < 50_000


def test_a_finer_background_than_print_can_show_is_made_smaller():
    (image,) = images_of(read(Template(bg_image_url=data_url(Image.new("L", (5000, 1000))))))

    assert (image["/Width"], image["/Height"]) == (3508, 702)


def test_of_an_animation_that_is_stored_the_first_picture_is_drawn():
    still = Image.new("RGB", (40, 20))
    url = data_url(still, "WEBP", save_all=True, append_images=[Image.new("RGB", (40, 20), "red")])

    (image,) = images_of(read(Template(bg_image_url=url)))

    assert (image["/Width"], image["/Height"]) == (40, 20)


BROKEN = data_url(Image.effect_noise((100, 100), 50).convert("RGB"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.org/background.png",
        "file:///etc/passwd",
        "/etc/hostname",
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:image/png;base64,not base64!",
        "data:image/png;base64,bm8gaW1hZ2U=",
        data_url(Image.new("L", (2, 2)), "GIF").replace("image/gif", "image/png"),
        BROKEN[: len(BROKEN) // 2 // 4 * 4 + 2],
        data_url(Image.new("1", (6000, 5001))),
        data_url(Image.new("1", (20_000, 20_000))),
        "data:image/png;base64," + "A" * 12_000_000,
    ],
    ids=[
        *["none", "web", "file", "path", "svg", "not base64", "no image", "gif", "cut off"],
        *["too many pixels", "a bomb", "too large"],
    ],
)
def test_any_other_background_is_passed_over(url):
    assert images_of(read(Template(bg_image_url=url))) == []


def test_what_shines_through_does_so_on_paper_and_what_comes_after_it_does_not():
    box = {"kind": "rectangle", "y": 20, "width": 40, "height": 40, "thickness": 0.1}
    items = [
        {**box, "x": 20, "fill": "#00000080", "color": "#00000000"},
        {**box, "x": 100, "fill": "#ff0000", "color": "#ff0000"},
    ]

    document = pypdfium2.PdfDocument(diplomas_pdf(Template(items=items), [WINNER, WINNER]))

    for page in document:
        seen = page.render(scale=25.4 / 72).to_pil().convert("RGB")  # a pixel is a millimetre
        assert {abs(part - 127) <= 1 for part in seen.getpixel((40, 40))} == {True}
        assert seen.getpixel((120, 40)) == (255, 0, 0)
    document.close()
