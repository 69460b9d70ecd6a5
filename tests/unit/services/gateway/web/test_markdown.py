"""People's words in Markdown stay words: read by a Markdown reader, they come out as they were, and as nothing else."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from services.gateway.web.markdown import paragraphs, table, words
from tests.support.examples import up_to

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
JOINER, ISOLATES = "\u2060", "\u2068\u2069"

HOSTILE = (
    "# Not a heading", "- no list", "1. no list", "1) no list", "    not code", "\tnot code", "> no quote", "```\nno code\n```",
    "Setext\n===", "Setext\n---", "***", "| a | b |\n|---|---|\n| c | d |", "[a](https://evil.example)",
    "[a]: https://evil.example", "![x](https://evil.example/x.png)", "<script>alert(1)</script>", "<!-- gone? -->",
    "<https://evil.example>", "&lt;b&gt; &amp; &copy; &#64;", "a * b * c _d_ **e** ~~f~~ `g`", "ends with a break  \nnext",
    "ends with a backslash\\\nnext", "\\*", "a\u2028# b", "a\u0085- b", "\\", "`", "<", "a\n\n\n\nb", "{{7*7}} $x$ ^a^ :smile:",
)  # fmt: skip

anything = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")
    | st.sampled_from("#*_-=>|`\\<&[]()!~.1 \n\t"),
    max_size=60,
)


class Seen(HTMLParser):
    """The tags and the text of what a reader made."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not attrs, (tag, attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def plain(text: str) -> str:
    """A text without what Markdown and we may change of it: how wide spaces are, and marks that nobody sees."""
    text = re.sub(f"[{ISOLATES}{JOINER}]", "", text)
    return " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_what_would_be_markup_is_text(text: str) -> None:
    for depth in (0, 1, 3):
        seen = Seen(READER.render(paragraphs(text, depth)))
        assert seen.tags <= {"p", "br", *(["blockquote"] if depth else [])}
        assert plain(seen.text) == plain(text)
    seen = Seen(READER.render(words(text)))
    assert seen.tags <= {"p"}
    assert plain(seen.text) == plain(text)


@settings(max_examples=up_to(300))
@given(anything)
def test_any_words_come_out_as_they_were(text: str) -> None:
    for written in (paragraphs(text), paragraphs(text, 2), f"- {words(text)} (ours)", f"## {words(text)}"):
        seen = Seen(READER.render(written))
        assert seen.tags <= {"p", "br", "blockquote", "ul", "li", "h2"}
        assert plain(seen.text).removesuffix("(ours)").strip() == plain(text)


def test_line_breaks_and_paragraphs_stay_where_their_author_put_them() -> None:
    html = READER.render(paragraphs("one\ntwo\n\nthree", 1))
    assert html == "<blockquote>\n<p>one<br />\ntwo</p>\n<p>three</p>\n</blockquote>\n"


@pytest.mark.parametrize(
    "text", ["https://a.example/b", "www.a.example", "WWW.A.example", "me@a.example", "ftp://a.example"]
)
def test_addresses_are_broken_for_readers_that_make_links_of_any_text(text: str) -> None:
    shown = Seen(READER.render(words(text))).text
    assert not re.search(r"https?://|www\.|\w@\w|ftp://", shown, re.IGNORECASE)
    assert shown.replace(JOINER, "").strip(ISOLATES + "\n") == text


def test_words_that_run_from_right_to_left_keep_to_themselves() -> None:
    assert words("שלום (1)").startswith("\u2068")
    assert words("שלום (1)").endswith("\u2069")


def test_a_table_has_as_many_cells_as_heads_whatever_is_in_them() -> None:
    html = READER.render(table(("a", "b"), [(words("x | y"), words("`|`"))]))
    assert html.count("<td>") == 2
    assert html.count("<th>") == 2
