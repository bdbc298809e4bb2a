"""Static files as they are installed."""

from foundation.serving.hashed_files import HashedFiles


def test_files_are_packed_by_gzip_alone(tmp_path):
    """Brotli is at hand, to unpack fonts: with it collecting takes a minute of a core."""
    (tmp_path / "base.css").write_text("body { color: #123456; }\n" * 99)
    storage = HashedFiles(location=tmp_path, base_url="/static/")

    done = list(storage.post_process({"base.css": (storage, "base.css")}))

    assert not [each for _name, _stored, each in done if isinstance(each, Exception)]
    packed = {path.name.rpartition(".")[2] for path in tmp_path.glob("base*.css.*")}
    assert packed == {"gz"}
