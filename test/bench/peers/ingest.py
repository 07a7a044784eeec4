"""Trades by pandas: each trade's side by its own quote, then by the tick test, and the sum of signed contracts by sample and
contract. Contracts are numbered over all names, so that one group-by serves all."""

import numpy as np
import pandas as pd
from rounds import serve

start = np.fromfile("start.f64")[0]
time = np.fromfile("time.f64")
instrument, price, size, bid, ask = (
    np.fromfile(f"{name}.i32", np.int32) for name in ("instrument", "price", "size", "bid", "ask")
)
trades = pd.DataFrame({"time": time, "instrument": instrument, "price": price, "size": size, "bid": bid, "ask": ask})
last_sample = np.fromfile("samples.i32", np.int32)[0] - 1
sums = None


def ingest():
    global sums
    quote = np.sign(2 * trades.price - trades.bid - trades.ask)
    by_instrument = trades.instrument
    change = trades.price.groupby(by_instrument).diff()
    tick = np.sign(change).replace(0, np.nan).groupby(by_instrument).ffill().fillna(0)
    side = quote.where(quote != 0, tick).astype(np.int64)
    sample = ((trades.time - start) // 30_000).clip(upper=last_sample).astype(np.int64)
    sums = (side * trades["size"]).groupby([sample, by_instrument]).sum()


def results():
    return {
        "sample.f64": sums.index.get_level_values(0).to_numpy(float),
        "instrument.f64": sums.index.get_level_values(1).to_numpy(float),
        "sum.f64": sums.to_numpy(float),
    }


serve({"ingest": ingest}, results)
