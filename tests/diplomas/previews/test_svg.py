"""The picture beside the PDF: the same texts in the same places, the same shapes."""

import io
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from diplomas.fonts import FontSet
from diplomas.looks.layout import MM, Template, compose
from diplomas.previews.svg import NAMESPACE, Surroundings, fonts_of, svg_of
from diplomas.printing.letters import fonts_for
from diplomas.printing.pdf import diplomas_pdf
from tests.diplomas.files import font_file
from tests.diplomas.printing.test_contract import NAME, STATIC, own, texts
from tests.diplomas.printing.test_pdf import LONG_NAME, WINNER

HALF_A_MILLIMETRE = 0.5 * MM
AROUND = Surroundings("Diploma", "cs", "/fonts.css?a=1&b=2", "/background.jpg")
OURS = {"kind": "text", "x": 20, "y": 150, "width": 200, "size": 20}
TEMPLATES = {
    "built in": Template(),
    "items of the contract": Template(items=[NAME, {**STATIC, "fontStyle": "italic"}]),
    "every face": Template(
        items=[
            {**OURS, "text": "{name} 1", "font": "handwriting", "italic": True},
            {**OURS, "text": "{group}", "font": "serif", "bold": True, "spacing": 0.1, "y": 20},
            {
                **OURS,
                "text": "{event}",
                "font": "Můj Font",
                "bold": True,
                "align": "right",
                "y": 40,
            },
        ],
        fonts=own(font_file("EBGaramond-Italic")),
    ),
}


def drawn(template, winner):
    fonts = fonts_for(template, [winner])
    page = compose(template, winner.values(), fonts)
    return ElementTree.fromstring(svg_of(page, fonts, AROUND))


def in_svg(template, winner) -> list[tuple[str, float, float, bool]]:
    """(text, x, y, whether it is shaped) of each run; what leans has its place in a matrix."""
    found = []
    for each in drawn(template, winner).iter(f"{{{NAMESPACE}}}text"):
        x, y = float(each.get("x")), float(each.get("y"))
        if matrix := each.get("transform"):
            x, y = map(float, matrix.rstrip(")").split()[-2:])
        found.append((each.text.strip(), x, y, each.get("class") == "shaped"))
    return [run for run in found if run[0]]


@pytest.mark.parametrize("name", ["Štěpánka Ďáblová", LONG_NAME, "Ahmad سلمى", "कमल 🎉"])
@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_the_same_texts_stand_in_the_same_places(template, name):
    winner = replace(WINNER, name=name)
    reader = PdfReader(io.BytesIO(diplomas_pdf(template, [winner])))

    runs, printed = in_svg(template, winner), texts(reader)

    letters = sorted("".join(text for text, *_ in runs).replace(" ", ""))
    assert letters == sorted("".join(text for text, *_ in printed).replace(" ", ""))
    for text, x, y, is_shaped in runs:
        assert any(
            (other in text if is_shaped else other == text)
            and abs(left - x) < HALF_A_MILLIMETRE
            and abs(down - y) < HALF_A_MILLIMETRE
            for other, left, down, *_ in printed
        ), (text, x, y, printed)


def test_shapes_colours_and_what_shines_through():
    line = {"kind": "line", "x": 10, "y": 20, "width": 100, "thickness": 2, "color": "#00ff0080"}
    box = {"kind": "rectangle", "x": 0, "y": 0, "width": 50, "height": 10, "fill": "#ff0000"}
    root = drawn(Template(items=[line, box, {**STATIC, "color": "#abcd"}]), WINNER)

    stroke, filled = root.findall(f"{{{NAMESPACE}}}path")
    [text] = root.findall(f"{{{NAMESPACE}}}text")
    assert stroke.get("d") == "M 28.3465 56.6929 L 311.811 56.6929"
    assert (stroke.get("stroke"), stroke.get("stroke-opacity")) == ("#00ff00", "0.502")
    assert (stroke.get("stroke-width"), stroke.get("fill")) == ("2", "none")
    assert filled.get("fill") == "#ff0000"
    assert (text.get("fill"), text.get("fill-opacity")) == ("#aabbcc", "0.8667")


def test_it_is_a_page_of_a4_that_says_what_it_is_and_holds_no_script():
    root = drawn(Template("PORTRAIT"), replace(WINNER, name="<script>alert(1)</script>"))

    assert (root.get("width"), root.get("height"), root.get("lang")) == ("210mm", "297mm", "cs")
    assert root.find(f"{{{NAMESPACE}}}title").text == "Diploma"
    assert {each.tag.removeprefix(f"{{{NAMESPACE}}}") for each in root.iter()} == {
        *("svg", "title", "rect", "image", "path", "text"),
    }
    assert not any("style" in each.attrib for each in root.iter())


def test_addresses_are_written_as_xml_wants_them():
    template = Template(items=[STATIC])
    fonts = FontSet()
    page = compose(template, WINNER.values(), fonts)

    content = svg_of(page, fonts, AROUND).decode()

    assert '<?xml-stylesheet type="text/css" href="/fonts.css?a=1&amp;b=2"?>' in content
    assert fonts_of(page, fonts) == ["Lato-Regular"]


def test_characters_that_no_xml_holds_are_left_out():
    """A database keeps them, and so do names that were imported."""
    page = compose(Template(items=[STATIC]), WINNER.values(), FontSet())
    around = replace(AROUND, title="Di\x07plo\x0bma\x1b\ufffe 🎉")

    root = ElementTree.fromstring(svg_of(page, FontSet(), around))

    assert root.find(f"{{{NAMESPACE}}}title").text == "Diploma 🎉"
