"""Why somebody has a place, points and a total: the way to it in sentences. Pure."""
