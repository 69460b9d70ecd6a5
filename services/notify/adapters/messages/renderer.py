"""The words of messages: one template for each, rendered as subject, plain text, HTML and chat line."""

from collections.abc import Callable
from dataclasses import dataclass

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from services.notify.domain.messages.message import Message


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message in every form a channel may want. `chat` is plain text, not yet escaped for any chat tool."""

    subject: str
    text: str
    html: str
    chat: str


def render(message: Message) -> Rendered:
    """The message in words.

    Facts are data, never template: braces and tags in them are shown as they are.
    """
    plain, rich = _Rendering(_TEXT, message), _Rendering(_HTML, message)
    return Rendered(
        subject=plain.block("subject"),
        text=plain.layout("layout.txt.j2"),
        html=rich.layout("layout.html.j2"),
        chat=plain.block("chat"),
    )


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
        loader=PackageLoader("services.notify.adapters.messages"),
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
    """A message's blocks in one form; text and HTML come from the same template, so that they always say the same."""

    def __init__(self, environment: ImmutableSandboxedEnvironment, message: Message) -> None:
        self._environment = environment
        self._template = environment.get_template(f"{message.kind}.j2")
        self._facts = message.model_dump()

    def block(self, name: str) -> str:
        context = self._template.new_context(dict(self._facts))
        block = "".join(self._template.blocks[name](context)).strip()
        return Markup(block) if self._environment.autoescape else block  # noqa: S704  # escaped as it was rendered

    def layout(self, name: str) -> str:
        """The body, paragraph by paragraph, in the layout all messages share."""
        paragraphs = [paragraph for part in self.block("body").split("\n\n") if (paragraph := part.strip())]
        layout = self._environment.get_template(name)
        subject, action = self.block("subject"), self.block("action")
        rendered = layout.render(self._facts, subject=subject, paragraphs=paragraphs, action=action)
        return rendered.strip() + "\n"
