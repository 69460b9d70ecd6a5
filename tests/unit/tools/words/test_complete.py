import pytest

from tools.words.catalogs import OTHERS, faults, path_of, read, texts


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_and_keeps_its_places(language: str) -> None:
    catalog = read(path_of(language), language)
    assert catalog is not None
    found = list(faults(catalog, texts()))
    assert found == [], "`make words` brings the catalogs up to date"
