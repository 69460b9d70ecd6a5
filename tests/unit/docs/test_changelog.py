"""The changelog tells each change once, and its newest release is the version that the project has everywhere."""

import re
import tomllib
from collections import Counter
from datetime import date

from tests.support import ROOT

TEXT = (ROOT / "CHANGELOG.md").read_text()
RELEASES = re.findall(r"^## \[([\d.]+)\] - (\S+)$", TEXT, re.MULTILINE)
HEADINGS = re.findall(r"^### (.*)$", TEXT, re.MULTILINE)
KINDS = {"Changed, breaking", "Changed", "Fixed", "Added", "Removed", "Security"}


def test_the_newest_release_is_the_projects_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert RELEASES[0][0] == project["version"]
    assert f"CONVENE_VERSION:-{project['version']}}}" in (ROOT / "docker-compose.yml").read_text()
    assert f"CONVENE_VERSION={project['version']}\n" in (ROOT / ".env.example").read_text()


def test_releases_stand_newest_first_with_their_dates() -> None:
    versions = [tuple(map(int, version.split("."))) for version, _ in RELEASES]
    days = [date.fromisoformat(day) for _, day in RELEASES]
    assert versions == sorted(set(versions), reverse=True)
    assert days == sorted(days, reverse=True)


def test_every_part_of_a_release_has_a_known_heading() -> None:
    assert set(HEADINGS) <= KINDS


def test_each_change_is_told_once() -> None:
    """By its beginning, and by the commands that it names."""
    changes = [" ".join(change.split()) for change in re.split(r"(?m)^(?=- |#)", TEXT) if change.startswith("- ")]
    beginnings = Counter(change[:60] for change in changes)
    assert [beginning for beginning, times in beginnings.items() if times > 1] == []
    named = Counter(name for change in changes for name in set(re.findall(r"\(`(\w+)`\)", change)))
    assert [name for name, times in named.items() if times > 1] == []
