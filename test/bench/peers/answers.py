"""A strike-flow answer to a table of a row for each bar and strike: json and pandas, with urllib for the way there."""

import json
import urllib.request

import numpy as np
import pandas as pd
from rounds import serve

FIELDS = ("signed_delta_dollars", "signed_gamma_dollars", "contracts")
with open("answer.json", "rb") as file:
    text = file.read()
with open("url.txt") as file:
    url = file.read()
frame = None


def table(body):
    global frame
    answer = json.loads(body)
    bars, strikes = answer["bars"], answer["strikes_grid"]
    columns = {field: np.array([bar[field] for bar in bars], float).ravel() for field in FIELDS}
    times = np.array([bar["t"][:-1] for bar in bars], "datetime64[ms]")
    frame = pd.DataFrame(
        {"t": np.repeat(times, len(strikes)), "strike": np.tile(np.array(strikes, float), len(bars)), **columns}
    )


def fetch():
    with urllib.request.urlopen(url) as response:
        table(response.read())


def results():
    return {"sums.f64": frame[list(FIELDS)].sum().to_numpy(), "rows.f64": np.array([len(frame)], float)}


serve({"parse": lambda: table(text), "fetch": fetch}, results)
