"""`python -m tools.words` brings the catalogs up to date; with `--check` it only says what is missing or wrong."""

import sys

from tools.words.catalogs import OTHERS, catalog_of, faults, path_of, read, texts, written

SHOWN = 20


def main(arguments: list[str]) -> int:
    """The exit code: 1 where `--check` found something."""
    every = texts()
    wrong = 0
    for language in OTHERS:
        path = path_of(language)
        old = read(path, language)
        catalog = catalog_of(language, every, old)
        found = list(faults(catalog, every))
        wrong += len(found)
        if "--check" in arguments:
            for name in found[:SHOWN]:
                sys.stderr.write(f"{path.name}: {name}\n")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(written(catalog))
        sys.stdout.write(f"{path.name}: {len(catalog)} texts, {len(found)} to be translated or mended\n")
    return 1 if wrong and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
