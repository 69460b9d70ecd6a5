"""The texts that are marked where they stand: `_("...")` in Python, `_("...")` and `{% trans %}` in templates."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

from tools.words.text import Text

WEB = "services/gateway"
METHODS = [("web/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"web/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}


def marked(root: Path) -> Iterator[Text]:
    found = extract_from_dir(
        root / WEB,
        METHODS,
        OPTIONS,
        keywords=DEFAULT_KEYWORDS,
        comment_tags=("translators:",),
        strip_comment_tags=True,
    )
    for file, _, message, comments, _ in sorted(found, key=lambda name: (name[0], name[1])):
        text = (message[0], message[1]) if isinstance(message, tuple) else message
        yield Text(text, f"{WEB}/{Path(file).as_posix()}", " ".join(comments))
