from tests.support.all_texts import all_texts
from tools.words.catalogs import OTHERS, faults, path_of, read


def test_every_text_is_translated_and_keeps_its_places() -> None:
    found = []
    for language in OTHERS:
        catalog = read(path_of(language), language)
        assert catalog is not None, language
        found += [f"{language}: {fault}" for fault in faults(catalog, all_texts())]
    assert found == [], "`make words` brings the catalogs up to date"
