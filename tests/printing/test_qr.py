"""QR codes are plain SVG without size, the same for the same text."""

import xml.etree.ElementTree as ET

from province import printing


def test_a_qr_code_is_one_svg_element_that_scales() -> None:
    svg = printing.qr_svg("https://vinhlong.example/xac-minh/H61.B2-261123-0001")
    root = ET.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "viewBox" in root.attrib
    assert not {"width", "height"} & set(root.attrib)
    sized = ET.fromstring(printing.qr_svg("a", pixels=180))
    assert sized.attrib["width"] == sized.attrib["height"] == "180"


def test_text_decides_the_drawing() -> None:
    assert printing.qr_svg("a") == printing.qr_svg("a")
    assert printing.qr_svg("a") != printing.qr_svg("b")
    assert "<title>Tra cứu</title>" in printing.qr_svg("a", title="Tra cứu")
