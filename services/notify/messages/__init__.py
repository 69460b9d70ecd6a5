"""The words of every message: one template a letter, told as subject, plain text, HTML and chat line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from services.notify.domain.message_kinds import FACTS, QUOTED, Kind
from services.notify.messages.moments import moment
from shared.contracts.text import cleaned

__all__ = ["Kind", "Letter", "LetterRefused", "moment", "write"]


class LetterRefused(ValueError):
    """The letter cannot be written from these facts: the message says what is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message in every form a channel may want. `chat` is plain text, not yet escaped for any chat tool."""

    subject: str
    text: str
    html: str
    chat: str


def write(kind: Kind | str, facts: Mapping[str, str | None]) -> Letter:
    """Write the letter of this kind; `kinds.FACTS` says which facts it takes.

    Facts are data, never template: braces and tags in them are shown as they are. Line breaks inside a fact that is
    not a quotation become spaces. Raises LetterRefused for an unknown kind and for facts missing, unknown or unfit.
    """
    known = _checked(kind, facts)
    plain, rich = _Rendering(_TEXT, kind, known), _Rendering(_HTML, kind, known)
    return Letter(
        subject=plain.block("subject"),
        text=plain.layout("layout.txt.j2"),
        html=rich.layout("layout.html.j2"),
        chat=plain.block("chat"),
    )


def _checked(kind: Kind | str, facts: Mapping[str, str | None]) -> dict[str, str | None]:
    try:
        wanted = FACTS[Kind(kind)]
    except ValueError as error:
        raise LetterRefused(f"There is no letter {kind!r}; there are {', '.join(Kind)}.") from error
    given = {name: _fit(name, value) for name, value in facts.items() if value is not None and value.strip()}
    if missing := wanted.needed - given.keys():
        raise LetterRefused(f"The letter {kind} needs {', '.join(sorted(missing))}.")
    if strange := given.keys() - wanted.needed - wanted.welcome:
        raise LetterRefused(f"The letter {kind} has no place for {', '.join(sorted(strange))}.")
    for name in ("link", "unsubscribe"):
        if name in given and not given[name].startswith(("https://", "http://")):
            raise LetterRefused(f"The fact {name} of a letter must be an http(s) address.")
    return dict.fromkeys(wanted.welcome) | given


def _fit(name: str, value: str) -> str:
    """A fact as any channel can carry it, also where it was kept before texts were checked as they are now."""
    fit = cleaned(value).strip()
    return (fit if name in QUOTED else " ".join(fit.split())) or "…"


def _quoted_text(value: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in value.splitlines())


def _quoted_html(value: str) -> Markup:
    lines = Markup("<br>\n").join(value.splitlines())
    return Markup("<blockquote>{}</blockquote>").format(lines)


def _brief(value: str) -> str:
    """The first 200 characters on one line: a chat channel is no place for pages."""
    line = " ".join(value.split())
    return line if len(line) <= 200 else f"{line[:199]}…"  # noqa: PLR2004


def _environment(*, html: bool, quoted: Callable[[str], str]) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=PackageLoader("services.notify.messages"),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"quoted": quoted, "brief": _brief}
    return environment


_TEXT = _environment(html=False, quoted=_quoted_text)
_HTML = _environment(html=True, quoted=_quoted_html)


class _Rendering:
    """One letter's blocks in one form; text and HTML come from the same template, so that they always say the same."""

    def __init__(
        self, environment: ImmutableSandboxedEnvironment, kind: Kind | str, facts: Mapping[str, str | None]
    ) -> None:
        self._environment = environment
        self._template = environment.get_template(f"{kind}.j2")
        self._facts = facts

    def block(self, name: str) -> str:
        context = self._template.new_context(dict(self._facts))
        block = "".join(self._template.blocks[name](context)).strip()
        return Markup(block) if self._environment.autoescape else block  # noqa: S704  # escaped as it was rendered

    def layout(self, name: str) -> str:
        """The body, paragraph by paragraph, in the layout all letters share."""
        paragraphs = [paragraph for part in self.block("body").split("\n\n") if (paragraph := part.strip())]
        layout = self._environment.get_template(name)
        subject, action = self.block("subject"), self.block("action")
        written = layout.render(self._facts, subject=subject, paragraphs=paragraphs, action=action)
        return written.strip() + "\n"
