"""An event in numbers: how results came in, from whom, how they are spread, and since last time."""
