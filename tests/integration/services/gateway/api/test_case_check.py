"""The readiness check over HTTP."""

from tests.support.door import Web


async def test_a_member_asks_what_to_sharpen_and_strangers_learn_nothing(web: Web) -> None:
    await web.elsewhere()
    path = f"/api/communities/{web.community}/case-check"
    asked = {"params": {"question": "Any thoughts on our Monday meetings?", "urgency": "later"}}
    found = await web.call("GET", path, "Gil", **asked)
    assert [name["concern"] for name in found.json["sharpen"]] == ["specific", "need", "urgent", "actual"]
    assert all("score" not in name for name in found.json)
    assert (await web.call("GET", path, "Eve", **asked)).status == 404
    for params, field in (
        ({"question": ""}, "question"),
        ({"question": "How?", "urgency": "never"}, "urgency"),
        ({}, "question"),
    ):
        refused = await web.call("GET", path, "Gil", params=params)
        assert (refused.status, refused.fields) == (422, [field])
