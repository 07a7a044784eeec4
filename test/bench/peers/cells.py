"""Many cells in numpy and pandas: the largest by magnitude, sums by strike, and all in order of magnitude."""

import numpy as np
import pandas as pd
from rounds import serve

values = np.fromfile("values.f64")
strikes = np.fromfile("strikes.f64")
frame = pd.DataFrame({"strike": np.repeat(strikes, len(values) // len(strikes)), "value": values})
found = np.array([], float)


def top():
    global found
    size = np.abs(values)
    largest = np.argpartition(-size, 20)[:20]
    found = values[largest[np.argsort(-size[largest], kind="stable")]]


def group():
    global found
    found = frame.groupby("strike")["value"].sum().to_numpy()


def order():
    global found
    found = frame.sort_values("value", key=np.abs, ascending=False, kind="stable")["value"].to_numpy()


serve({"top": top, "group": group, "order": order}, lambda: {"found.f64": found})
