"""From the photo of a paper sheet to results that a person looks over before they are saved.

photo -> images (an upright JPEG, nothing else in it) -> reader (an engine, by setting)
-> names and cells (whose row is it, what does the value mean) -> sheets (rows to look over)
"""
