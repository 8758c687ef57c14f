"""QR codes as SVG, for forms and pages alike."""

import io

import segno


def qr_svg(text: str, *, title: str | None = None, pixels: int | None = None) -> str:
    """Draw a text, as a rule an address, as a QR code that still reads when a quarter is smudged.

    Returns: one `<svg>` element, black on white whatever the page's colours, with a quiet zone;
    as large as its place allows, or `pixels` wide and high.
    """
    drawn = io.BytesIO()
    segno.make(text, error="q", micro=False).save(
        drawn, kind="svg", xmldecl=False, omitsize=True, title=title, nl=False, light="#fff"
    )
    size = f'<svg width="{pixels}" height="{pixels}" ' if pixels else "<svg "
    return drawn.getvalue().decode("utf-8").replace("<svg ", size, 1)
