"""Whether probabilities mean what they say: reliability table, expected calibration error, and the scale that mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from boilerstrip.model import Floats

BINS = 10
STEPS = 50  #: of Newton's method; it settles in a few


def reliability(said: Floats, true: Floats, weight: Floats | None = None) -> list[tuple[float, float, float]]:
    """(mean probability said, share that was true, share of the weight) per tenth of probability that occurs."""
    weight = np.ones(len(said)) if weight is None else weight
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    out = []
    for k in range(BINS):
        mine = place == k
        w = float(weight[mine].sum())
        if w > 0:
            out.append((float(said[mine] @ weight[mine]) / w, float(true[mine] @ weight[mine]) / w, w / float(weight.sum())))
    return out


def expected_error(said: Floats, true: Floats, weight: Floats | None = None) -> float:
    """Expected calibration error (Naeini et al., AAAI 2015): distance between said and true, by weight."""
    return sum(abs(p - t) * share for p, t, share in reliability(said, true, weight))


def scale_of(score: Floats, true: Floats, weight: Floats) -> tuple[float, float]:
    """(scale, offset) of Platt's method: the logistic regression of ``true`` (shares of 0–1) on ``score``, by Newton's method."""
    x = np.stack([score, np.ones(len(score))], axis=1)
    b = np.array([1.0, 0.0])
    for _ in range(STEPS):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ b, -60, 60)))
        slope = x.T @ (weight * (true - p))
        curve = (x * (weight * np.maximum(p * (1 - p), 1e-9))[:, None]).T @ x
        step = np.linalg.solve(curve + 1e-9 * np.eye(2), slope)
        b += step
        if float(np.abs(step).max()) < 1e-9:
            break
    return float(b[0]), float(b[1])
