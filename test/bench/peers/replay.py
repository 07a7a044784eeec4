"""A whole day of several names by pandas, numpy and scipy, name by name so that a name's columns stay in the cache: sides
by quote and tick test and net contracts by sample with pandas; volatilities of the quotes out of the money by 20 of
Newton's steps, those too coarse filled in by lines between the others; greeks, exposures and flow, summed by sample. The
forwards are given."""

import numpy as np
import pandas as pd
from rounds import serve
from scipy.special import erfcx, ndtr

YEAR = 6.5 * 252
ROOT_TWO_PI = 2.5066282746310002
WEIGHT = 0.43


def ints(name):
    return np.fromfile(f"{name}.i32", np.int32)


names, samples, strikes = (int(n) for n in ints("shape"))
time, start = np.fromfile("time.f64"), np.fromfile("start.f64")[0]
instrument, price, size, trade_bid, trade_ask = (
    ints(name) for name in ("instrument", "price", "size", "trade_bid", "trade_ask")
)
bid, ask = (ints(name).reshape(names, samples, strikes, 2) for name in ("bid", "ask"))
strike = np.fromfile("strikes.f64").reshape(names, strikes)
settled = np.fromfile("settled.f64").reshape(names, strikes, 2)
forward = np.fromfile("forward.f64").reshape(names, samples)
spot, hours = np.fromfile("spot.f64"), np.fromfile("hours.f64")
totals = np.zeros((7, names, samples))


def net_contracts():
    trades = pd.DataFrame({"price": price, "size": size})
    quote = np.sign(2 * trades.price - trade_bid - trade_ask)
    change = trades.price.groupby(instrument).diff()
    tick = np.sign(change).replace(0, np.nan).groupby(instrument).ffill().fillna(0)
    side = quote.where(quote != 0, tick).astype(np.int64)
    sample = np.minimum(samples - 1, ((time - start) // 30_000).astype(np.int64))
    sums = (side * trades["size"]).groupby([sample, instrument]).sum()
    net = np.zeros((samples, names * strikes * 2))
    net[sums.index.get_level_values(0), sums.index.get_level_values(1)] = sums
    return net.reshape(samples, names, strikes, 2)


def deviations(p, f, k, right):
    x = np.log(f / k)
    s = np.maximum(np.sqrt(2 * np.abs(x)), ROOT_TWO_PI * p / f)
    for _ in range(20):
        d1 = x / s + 0.5 * s
        value = right * (f * ndtr(right * d1) - k * ndtr(right * (d1 - s)))
        s = s - (value - p) * ROOT_TWO_PI / (f * np.exp(-0.5 * d1 * d1))
    return s


def filled(s, known):
    """Straight lines between what is known along each row, flat beyond; the strikes are evenly spaced. A row without any
    is the one before."""
    row = np.maximum.accumulate(np.where(known.any(axis=1), np.arange(samples), 0))
    s, known = s[row], known[row]
    at = np.arange(strikes)
    left = np.maximum.accumulate(np.where(known, at, -1), axis=1)
    right = np.minimum.accumulate(np.where(known, at, strikes)[:, ::-1], axis=1)[:, ::-1]
    left, right = np.where(left < 0, right, left), np.where(right == strikes, left, right)
    low, high = np.take_along_axis(s, left, 1), np.take_along_axis(s, right, 1)
    part = (at - left) / np.maximum(1, right - left)
    return low + part * (high - low)


def marks(n):
    f, k = forward[n][:, None], strike[n][None, :]
    call = k >= f
    low, high = (np.where(call, side[n, :, :, 0], side[n, :, :, 1]) for side in (bid, ask))
    quoted = (low > 0) & (high >= low)
    p = np.where(quoted, (low + high) / 20_000, 0.01)
    s = deviations(p, f, k, np.where(call, 1.0, -1.0))
    z = np.abs(2 * (k - f) / ((k + f) * s))
    coarse = (high - low) / np.maximum(1, high + low) * (1 - z * ROOT_TWO_PI / 2 * erfcx(z / np.sqrt(2))) >= 0.25
    return filled(s / np.sqrt(hours / YEAR)[:, None], quoted & ~coarse)


def replay():
    net = net_contracts()
    for n in range(names):
        volatility = marks(n)
        f, k, s0 = forward[n][:, None], strike[n][None, :], spot[n]
        root = np.sqrt(hours / YEAR)[:, None]
        s = volatility * root
        d1 = np.log(f / k) / s + 0.5 * s
        density = np.exp(-0.5 * d1 * d1) / ROOT_TWO_PI
        curve = density * (d1 - s)
        delta, gamma = ndtr(d1), density / (s0 * s)
        vanna, charm = -curve / volatility, curve / (2 * hours[:, None])
        traded = net[:, n]
        open_ = np.maximum(0, settled[n] + WEIGHT * traded.cumsum(axis=0))
        held = open_[:, :, 0] - open_[:, :, 1]
        dollars = 100 * s0
        gex = held * gamma * dollars * s0 * 0.01
        totals[0, n] = gex.sum(axis=1)
        totals[1, n] = np.abs(gex).sum(axis=1)
        totals[2, n] = ((open_[:, :, 0] * delta + open_[:, :, 1] * (delta - 1)) * dollars).sum(axis=1)
        totals[3, n] = (held * vanna * dollars * 0.01).sum(axis=1)
        totals[4, n] = (held * charm * dollars).sum(axis=1)
        totals[5, n] = (traded[:, :, 0] * delta * dollars).sum(axis=1)
        totals[6, n] = (traded[:, :, 1] * (delta - 1) * dollars).sum(axis=1)


serve({"replay": replay}, lambda: {"totals.f64": totals})
