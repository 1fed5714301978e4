"""Fitting and evaluation: what does not need the development data."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from boilerstrip.fitting import floors, report
from boilerstrip.fitting.data import GoldPage
from boilerstrip.fitting.evaluate import _matched, _snippets, main, measure_page
from boilerstrip.fitting.reliability import expected_error, reliability, scale_of
from boilerstrip.fitting.stumps import tables

ROOT = Path(__file__).parents[1]


def test_probabilities_that_mean_what_they_say_have_no_error() -> None:
    said = np.repeat([0.1, 0.5, 0.9], 10)
    true = np.concatenate([np.arange(10) < n for n in (1, 5, 9)]).astype(float)
    assert expected_error(said, true) == pytest.approx(0.0)
    assert expected_error(said, 1 - true) == pytest.approx(0.8 * 2 / 3)
    assert [round(share, 3) for _, _, share in reliability(said, true)] == [0.333, 0.333, 0.333]


def test_scores_that_are_too_sure_are_scaled_down() -> None:
    score = np.linspace(-4, 4, 401)
    true = 1 / (1 + np.exp(-(0.5 * score + 0.3)))
    scale, offset = scale_of(score, true, np.ones(401))
    assert (scale, offset) == (pytest.approx(0.5, abs=1e-6), pytest.approx(0.3, abs=1e-6))


def test_trees_of_one_split_add_up_to_steps() -> None:
    tree = {"split_feature": 0, "threshold": 1.0, "left_child": {"leaf_value": -1.0}, "right_child": {"leaf_value": 2.0}}
    bias, found = tables({"tree_info": [{"tree_structure": t} for t in (tree, {**tree, "threshold": 3.0}, {"leaf_value": 0.5})]}, ["words"])
    assert bias == 0.5
    edges, values = found["words"]
    assert np.allclose(edges, [1.0, 3.0])
    assert values == [-2.0, 1.0, 4.0]


def test_a_floor_only_rises_and_a_ceiling_only_sinks() -> None:
    set_ = {"digests": {}, "floors": {"wcxb/html/all/f1": 0.87}, "ceilings": {"wcxb/html/article/lost": 0.02}}
    worse, better = ({"wcxb/html/all/f1": a, "wcxb/html/article/lost": b} for a, b in ((0.80, 0.05), (0.90, 0.01)))
    assert len(floors.broken(set_, worse)) == 2
    assert not floors.broken(set_, better)
    assert floors.higher(set_, worse) == set_
    lifted = floors.higher(set_, better)
    assert (lifted["floors"], lifted["ceilings"]) == ({"wcxb/html/all/f1": 0.90}, {"wcxb/html/article/lost": 0.01})
    assert tomllib.loads(floors.text(lifted)) == lifted


def test_floors_say_why_they_are_skipped(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BOILERSTRIP_DATA", raising=False)
    assert floors.main([]) == 0
    assert "skipped: no data" in capsys.readouterr().out
    assert main(["--data", str(tmp_path)]) == 2


def test_floors_of_other_data_are_not_compared(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    key = next(iter(floors.read(floors.FILE)["floors"]))
    figures.write_text(json.dumps({"figures": {key: 0.0}, "data": {"wcxb": {"digest": "of something else"}}}))
    assert floors.main(["--figures", str(figures)]) == 0
    assert "not at hand" in capsys.readouterr().out
    same = {k: {"digest": v} for k, v in floors.read(floors.FILE)["digests"].items()}
    figures.write_text(json.dumps({"figures": {key: 0.0}, "data": same}))
    assert floors.main(["--figures", str(figures)]) == 1


def test_the_figures_of_the_report_hold_the_floors() -> None:
    found = json.loads((ROOT / "docs/evaluation.json").read_text("utf-8"))
    fallen = tomllib.loads((ROOT / "tests/floors_not_yet.toml").read_text("utf-8"))["figures"]
    assert {line.split(":")[0] for line in floors.broken(floors.read(floors.FILE), found["figures"])} == set(fallen)


def test_the_evaluation_page_is_that_of_its_figures() -> None:
    found = json.loads((ROOT / "docs/evaluation.json").read_text("utf-8"))
    made = report.report(found, tomllib.loads(report.APART.read_text("utf-8")))
    assert (ROOT / "docs/evaluation.md").read_text("utf-8") == made, "run: python -m boilerstrip.fitting.report > docs/evaluation.md"


def test_one_page_is_measured() -> None:
    text = "<p>" + "The ferry crossed the river twice a day, and nobody could remember another time. " * 6 + "</p>"
    gold = "The ferry crossed the river twice a day, and nobody could remember another time. " * 6
    html = f"<html><body><nav><a href='/'>Home page</a></nav><article>{text}</article></body></html>"
    row = measure_page(GoldPage("1", "article", "https://example.org/ferry", html, gold, ("ferry",), ("Home page",)), "html", "balanced")
    assert (row["f1"], row["lost"], row["without"], row["cause"]) == (1.0, 0.0, 0.0, "")


def test_posts_are_matched_one_to_one() -> None:
    a, b = "the rope came off the winch again", "grease the drum before you blame it"
    assert _matched([a, b], [b, a]) == (2,)
    assert _matched([a, a], [a]) == (1,)
    assert _matched([f"{a} {b} and much more of other things beside that"], [a, b]) == (0,)


def test_snippets_of_comments_count_where_they_belong() -> None:
    import boilerstrip

    cleaned = boilerstrip.clean("A note on ropes and what they are for.")
    assert _snippets(GoldPage("1", "article", "", "", "", ("note  on ropes",), ("winch",), ("ropes",)), cleaned) == (1, 1, 0, 0, 1)
