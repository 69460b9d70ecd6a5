from pathlib import Path

from tools.words.marked import WEB, marked
from tools.words.text import Text

TEMPLATE = """
<h1>{{ _("Good day") }}</h1>
{# translators: at the door #}
<p>{% trans name=who %}
  <b>{{ name }}</b>
  presents
{% endtrans %}</p>
{% trans count=n %}one seat{% pluralize %}{{ count }} seats{% endtrans %}
<p>{{ data | told }}</p>
"""
CODE = """
LABEL = N_("Taken along")
def said(n, name):
    return _("{name} presents").format(name=name) + ngettext("{n} day", "{n} days", n).format(n=n) + f"{n}!"
"""


def test_marked_texts_are_found_in_templates_and_in_python(tmp_path: Path) -> None:
    (tmp_path / WEB / "web" / "templates" / "room").mkdir(parents=True)
    (tmp_path / WEB / "web" / "templates" / "room" / "door.html").write_text(TEMPLATE)
    (tmp_path / WEB / "door.py").write_text(CODE)
    context, page = f"{WEB}/door.py", f"{WEB}/web/templates/room/door.html"
    assert list(marked(tmp_path)) == [
        Text("Taken along", context),
        Text("{name} presents", context),
        Text(("{n} day", "{n} days"), context),
        Text("Good day", page),
        Text("<b>%(name)s</b> presents", page, "at the door"),
        Text(("one seat", "%(count)s seats"), page),
    ]
