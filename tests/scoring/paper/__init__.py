"""Small photos, made where they are needed."""

from io import BytesIO

from PIL import Image, ImageDraw


def picture(width=160, height=96, mode="RGB"):
    """Red above, blue below."""
    image = Image.new("RGB", (width, height), "blue")
    ImageDraw.Draw(image).rectangle([0, 0, width, (height - 1) // 2], fill="red")
    return image.convert(mode)


def encoded(image, format="JPEG", **options):
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()
