"""The rows about a long clinic measure what they say, on small numbers."""

import pytest

from bench import long_clinic
from bench.long_clinic import IN_FLIGHT, Size


@pytest.mark.night
async def test_growth_counts_as_many_contributions_where_there_are_many_as_where_there_are_few() -> None:
    said: list[str] = []
    figures = await long_clinic.growth(said.append, Size(few=1, many=5, rounds=1, clinics=2))
    assert figures.value > 0
    assert figures.baseline > 0
    assert f"1 times {2 * IN_FLIGHT} more" in said[-1]
    assert "processor time" in figures.note


@pytest.mark.night
async def test_a_cold_load_is_of_the_whole_clinic_from_its_snapshot() -> None:
    figures = await long_clinic.cold_load(lambda _: None, contributions=300, times=1)
    assert figures.value > 0
    assert figures.baseline > 0
    assert "the snapshot was of version 306" in figures.note
