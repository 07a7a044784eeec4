"""A CSV of trades by pandas, read and nothing else."""

import os

import numpy as np
import pandas as pd
from rounds import serve

with open("folder.txt") as file:
    path = os.path.join(file.read(), "trades.csv")
trades = None


def read():
    global trades
    trades = pd.read_csv(path)


serve({"read": read}, lambda: {"totals.f64": np.array([len(trades), trades["size"].sum()], float)})
