"""Binding, JSON, JSON Schema and tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from sayso.tell import Dossier, Options, bind, load, schema
from sayso.types import Failure
from tests.tellings import harbour, hostile

PUBLISHED = Path(__file__).parents[2] / "docs" / "dossier.schema.json"


@pytest.fixture(scope="module")
def checker() -> Any:
    made = schema()
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


@pytest.mark.parametrize("make", [harbour, hostile])
def test_dossiers_are_valid_against_the_schema(make: Any, checker: Any) -> None:
    checker.validate(json.loads(make().to_json()))


def test_the_schema_refuses_what_is_no_dossier(checker: Any) -> None:
    made = json.loads(harbour().to_json())
    made["attributions"][0]["kind"] = "guessed"
    assert not checker.is_valid(made)
    del made["attributions"]
    assert not checker.is_valid(made)


def test_the_published_schema_is_current() -> None:
    assert json.loads(PUBLISHED.read_text("utf-8")) == schema(), "write it again: sayso schema > docs/dossier.schema.json"


def test_json_comes_back_as_the_same_dossier() -> None:
    made = harbour()
    back = load(made.to_json())
    assert isinstance(back, Dossier)
    assert back == made
    assert back.to_json() == made.to_json()


def test_json_has_the_names_of_the_contract() -> None:
    made = json.loads(harbour().to_json())
    assert made["schema"] == "sayso-dossier/1"
    assert made["derivations"][0]["from"] == "doc-post"
    parts = "schema made_by documents stories entities attributions dates claims conflicts derivations failures judgements"
    assert set(made) == set(parts.split())
    document = "id source sha256 media_type title outlet authors language published published_basis text regions"
    assert set(document.split()) <= set(made["documents"][0])
    attribution = "id document kind content cue source chain within said confidence why"
    assert set(attribution.split()) <= set(made["attributions"][0])


def test_load_refuses_another_schema() -> None:
    with pytest.raises(msgspec.ValidationError):
        load(harbour().to_json().replace("sayso-dossier/1", "sayso-dossier/9"))


def test_the_order_of_what_comes_in_leaves_no_trace() -> None:
    failures = (Failure("b", "read", "empty"), Failure("a", "read", "empty"), Failure("a", "read", "empty"))
    once = bind((), (), (), (), (), (), failures)
    twice = bind((), (), (), (), (), (), failures[::-1])
    assert once.to_json() == twice.to_json()
    assert [f.source for f in once.failures] == ["a", "b"]


def test_options_stand_in_the_dossier() -> None:
    made = bind((), (), (), (), (), (), (), Options(max_bytes=5, rejected=("e-b", "e-a")))
    assert made.made_by.options == {"max_bytes": 5, "rejected": "e-a e-b"}


def test_file_names_that_are_not_utf8_are_written_out() -> None:
    made = hostile()
    assert made.failures[0].source.endswith("\\udcfe")
    made.to_json().encode("utf-8")


def test_ids_are_ordered_as_people_count() -> None:
    from sayso.tell.dossier import _natural

    assert sorted(["c10", "c2", "c1-b", "c1"], key=_natural) == ["c1", "c1-b", "c2", "c10"]


def test_tables() -> None:
    pytest.importorskip("pandas")
    frames = harbour().to_pandas()
    assert len(frames.attributions) == 6
    assert set(frames.attributions["cue"]) == {"said", "told", "گفت"}
    claim = frames.claims.set_index("id").loc["c1"]
    assert (claim["reports"], claim["independent"], claim["rests_on"]) == (3, 1, ["Tomas Ruiz"])
    assert list(frames.conflicts["words"]) == [["of more than two days", "delays"], ["twice", "three times"]]


def test_tables_of_an_empty_dossier_have_their_columns() -> None:
    pytest.importorskip("pandas")
    frames = bind((), (), (), (), (), (), ()).to_pandas()
    assert list(frames.claims.columns)[:2] == ["id", "story"]


def test_a_notebook_gets_a_frame_that_runs_nothing() -> None:
    shown = hostile()._repr_html_()
    assert shown.startswith('<iframe sandbox=""')
    assert shown.count("<") == 2  # the frame's own tags: the page inside is escaped
