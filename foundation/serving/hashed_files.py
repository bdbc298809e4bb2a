"""Static files with a hash of their content in their names, scripts that are imported too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """A script of ours and what it imports are of one version: browsers may keep each for ever.

    Django can do so for all scripts or for none, and those of others import what is not there.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )

    def create_compressor(self, **kwargs):
        """With gzip alone, which is what deploy/nginx.conf sends: Brotli, which is here to unpack
        fonts, would take a minute of a core.
        """
        return super().create_compressor(**kwargs, use_brotli=False)
