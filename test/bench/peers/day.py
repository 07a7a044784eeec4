"""The seven questions of a day of bars and strikes in pandas, each in the way its documentation shows."""

import numpy as np
import pandas as pd
from rounds import serve

strikes = np.fromfile("strikes.f64")
fields = [np.fromfile(f"{name}.f64").reshape(len(strikes), -1) for name in ("delta", "gamma", "contracts")]
bars = fields[0].shape[1]
times = pd.date_range("2026-06-05 09:30", periods=bars, freq="min")
wide = pd.DataFrame(fields[0].T, index=times, columns=strikes)
level = pd.DataFrame(np.fromfile("level.f64").reshape(len(strikes), -1).T, index=times, columns=strikes)
long = pd.DataFrame({"strike": np.repeat(strikes, bars), "bar": np.tile(np.arange(bars), len(strikes))})
for name, field in zip(("delta", "gamma", "contracts"), fields):
    long[name] = field.ravel()
found = np.array([], float)


def answers(ask):
    def round_of():
        global found
        found = ask()

    return round_of


def top():
    sums = wide.sum()
    return sums[sums.abs().nlargest(10).index]


def attribution():
    sums = wide.sum().abs()
    return sums / sums.sum()


def flips():
    return (np.sign(level).diff().abs() == 2).sum()


def resample():
    return wide.resample("5min").sum()


def sums():
    return long.groupby("strike")[["delta", "gamma", "contracts"]].sum()


def top_per_bar():
    largest = long["delta"].abs().groupby(long["bar"]).nlargest(10)
    return long["delta"].to_numpy()[largest.index.get_level_values(1)]


def rolling():
    return wide.rolling(15, min_periods=1).sum()


asked = [top, attribution, flips, resample, sums, top_per_bar, rolling]
serve(
    {ask.__name__: answers(ask) for ask in asked},
    lambda: {"found.f64": np.ascontiguousarray(np.asarray(found, float).T).ravel()},
)
