"""What members do on pages before a clinic begins."""

from shared.contracts import clinic as c
from tests.support.village import Village

PAGE = "/communities/{}"


async def proposed(village: Village, name: str = "Ana") -> str:
    """A case of somebody's; its id."""
    await village.people.joins(name)
    case = c.ProposeCase(community_id=village.community, title="Ovens", question="How do we share one oven?")
    return str((await village.people.send(name, case))["id"])


async def test_who_has_been_there_says_so_on_the_communitys_page_and_takes_it_back_on_the_clinics(
    village: Village,
) -> None:
    path, clinic = PAGE.format(village.community), f"/clinics/{await proposed(village)}"
    cora, ana = village.visitor("Cora"), village.visitor("Ana")
    said = await cora.press(path, f"{clinic}/been-there", {"note": "Shared a <mill> once"})
    assert (said.status, said.headers["Location"]) == (303, clinic)
    for page in (path, clinic):
        assert "Cora</strong>: Shared a &lt;mill&gt; once" in (await ana.look(page)).text
        assert "been-there" not in (await ana.look(page)).text, "it is her own case"
    back = await cora.press(clinic, f"{clinic}/not-been-there")
    assert back.status == 303
    assert "mill" not in (await ana.look(path)).text


async def test_a_line_that_is_too_long_comes_back_with_what_was_typed(village: Village) -> None:
    clinic = f"/clinics/{await proposed(village)}"
    cora = village.visitor("Cora")
    refused = await cora.press(clinic, f"{clinic}/been-there", {"note": "x" * 201})
    assert refused.status == 422
    assert "x" * 201 in refused.text
    assert "Use at most 200 characters." in refused.text
    assert 'aria-invalid="true"' in refused.text
