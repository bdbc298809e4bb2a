"""A browser's User-Agent as the name of a device that people recognise. Pure."""

SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "Chromebook",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}
"""A word of the user agent -> the device, the more specific words first."""
BROWSERS = {
    "SamsungBrowser/": "Samsung Internet",
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}


def device_in_words(device: str) -> str:
    """ "Mozilla/5.0 (Linux; Android 14) … Chrome/130.0" -> "Android, Chrome".

    What is no browser's user agent is a name that somebody gave the device; it stays as it is.
    """
    if not device.startswith("Mozilla/"):
        return device
    found = (
        next((name for word, name in words.items() if word in device), "")
        for words in (SYSTEMS, BROWSERS)
    )
    return ", ".join(filter(None, found)) or device
