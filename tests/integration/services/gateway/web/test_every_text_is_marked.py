"""Every page in a language in which each text of ours stands between brackets: what stands outside was not marked."""

import re

from tests.support.gateway.happened import OWN, everything
from tests.support.pseudo import LANGUAGE, pseudo, unmarked
from tests.support.village import HTML, Village, Visitor, invitation_in, local

__all__ = ["pseudo"]

MOST_PAGES = 80


async def page_at(visitor: Visitor, path: str) -> str | None:
    """A page, also one of a refusal; None for what is none, such as a file."""
    asked = {**HTML, "Accept-Language": LANGUAGE}
    async with visitor.session.get(visitor.address + path, headers=asked, allow_redirects=False) as answer:
        return await answer.text() if answer.content_type == "text/html" else None


async def walked(visitor: Visitor, pages: list[str]) -> dict[str, list[str]]:
    """These pages and those they lead to, with what is said in them without brackets."""
    found: dict[str, list[str]] = {}
    seen, waiting = set(pages), list(pages)
    while waiting and len(found) < MOST_PAGES:
        path = waiting.pop(0)
        page = await page_at(visitor, path)
        if page is None:
            continue
        assert f'<html lang="{LANGUAGE}" dir="rtl">' in page
        found[path] = unmarked(page, OWN)
        for link in re.findall(r'href="(/[^"#]*)', page):
            kind = re.sub(r"-[0-9a-z]{20,}", "", link.partition("?")[0])
            if kind not in seen and "static" not in link:
                seen.add(kind)
                waiting.append(link)
    return found


async def test_no_page_says_anything_that_is_not_marked(village: Village, pseudo: str) -> None:
    places = await everything(village)
    wrong: dict[str, str] = {}
    invitation = invitation_in(await village.letter_to("Dan"))
    stopping = (await village.letter_to("Ana", "Сейчас"))["List-Unsubscribe"].strip("<>")
    for name in (None, "Ana", "Cora", "Gil"):
        pages = places if name else ["/", "/sign-in", "/nowhere", invitation, local(stopping)]
        for path, said in (await walked(village.visitor(name), pages)).items():
            wrong |= {item: f"{path} for {name}" for item in said if item not in wrong}
    assert not wrong, "".join(f"\n{path}: {name}" for name, path in wrong.items())
