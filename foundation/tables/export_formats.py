"""What django-import-export writes its data sets as: by our one writer, and JSON."""

import tablib
from import_export.formats import base_formats

from foundation.tables.writing import csv_bytes, xlsx_bytes


class CSV(base_formats.CSV):
    def export_data(self, dataset: tablib.Dataset, **kwargs) -> bytes:
        return csv_bytes([dataset.headers, *dataset])

    def is_binary(self) -> bool:
        return True


class XLSX(base_formats.XLSX):
    def export_data(self, dataset: tablib.Dataset, **kwargs) -> bytes:
        return xlsx_bytes([dataset.headers, *dataset])


class JSON(base_formats.JSON):
    """For programs: no cell is executed there, so every text stays as it is."""

    def export_data(self, dataset: tablib.Dataset, **kwargs) -> bytes:
        return dataset.export("json").encode()

    def is_binary(self) -> bool:
        return True
