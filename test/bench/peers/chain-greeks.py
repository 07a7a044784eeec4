"""Prices, delta, gamma, vanna and charm of chains by numpy and scipy, call and put together: nothing is computed twice.

`plain` is as one writes it, on the whole grid: calls by the formula and puts by parity, where small prices lose their
digits. The others write every step into arrays that are there already, which is twice as fast: `parity` is the same
otherwise; `whole` and `blocks` price the option out of the money by its own two tails, as ours does, for the whole grid at
once and for blocks that stay in the cache."""

import numpy as np
from rounds import serve
from scipy.special import ndtr

YEAR = 6.5 * 252
forward, spot, hours = (np.fromfile(f"{name}.f64")[:, None] for name in ("forward", "spot", "hours"))
strikes, log_strikes, volatility = (
    np.fromfile(f"{name}.f64").reshape(len(forward), -1) for name in ("strikes", "log_strikes", "volatility")
)
log_forward, root, per_hour = np.log(forward), np.sqrt(hours / YEAR), 1 / (2 * hours)
call, put, delta, gamma, vanna, charm, s, d1, d2 = (np.empty_like(strikes) for _ in range(9))
above, itm = (np.empty(strikes.shape, bool) for _ in range(2))


def plain():
    deviation = volatility * root
    first = (log_forward - log_strikes) / deviation + 0.5 * deviation
    second = first - deviation
    density = np.exp(-0.5 * first * first) * 0.3989422804014327
    curve = density * second
    delta[:] = ndtr(first)
    call[:] = forward * delta - strikes * ndtr(second)
    put[:] = call - (forward - strikes)
    gamma[:] = density / (spot * deviation)
    vanna[:] = -curve / volatility
    charm[:] = curve * per_hour


def distances(at):
    S, D1, D2 = s[at], d1[at], d2[at]
    np.multiply(volatility[at], root[at], out=S)
    np.subtract(log_forward[at], log_strikes[at], out=D1)
    D1 /= S
    np.multiply(S, 0.5, out=D2)
    D1 += D2
    np.subtract(D1, S, out=D2)


def slopes(at):
    """From the density in vanna's place."""
    S, density, G, H = s[at], vanna[at], gamma[at], charm[at]
    S *= spot[at]
    np.divide(density, S, out=G)
    density *= d2[at]
    np.multiply(density, per_hour[at], out=H)
    density /= volatility[at]
    np.negative(density, out=density)


def square_to_density(W):
    W *= W
    W *= -0.5
    np.exp(W, out=W)
    W *= 0.3989422804014327


def chains(at):
    distances(at)
    k, f = strikes[at], forward[at]
    C, P, D, W, D1, D2, up, right = call[at], put[at], delta[at], vanna[at], d1[at], d2[at], above[at], itm[at]
    np.greater(D1, 0, out=up)
    np.greater(D2, 0, out=right)
    np.abs(D1, out=D1)
    np.negative(D1, out=D1)
    ndtr(D1, out=C)
    np.subtract(up, C, out=D)
    np.abs(D, out=D)
    np.abs(D2, out=W)
    np.negative(W, out=W)
    ndtr(W, out=P)
    P *= k
    # The tail of the call, but for the few strikes between both d the delta itself.
    np.copyto(C, D, where=~right)
    C *= f
    C -= P
    np.abs(C, out=C)
    np.subtract(f, k, out=P)
    np.multiply(P, right, out=W)
    np.subtract(W, P, out=P)
    P += C
    C += W
    np.copyto(W, D1)
    square_to_density(W)
    slopes(at)


def parity(at):
    distances(at)
    k, f = strikes[at], forward[at]
    C, P, D, W = call[at], put[at], delta[at], vanna[at]
    ndtr(d1[at], out=D)
    ndtr(d2[at], out=P)
    P *= k
    np.multiply(D, f, out=C)
    C -= P
    np.subtract(k, f, out=P)
    P += C
    np.copyto(W, d1[at])
    square_to_density(W)
    slopes(at)


def blocks():
    rows = max(1, 8192 // strikes.shape[1])
    for i in range(0, len(forward), rows):
        chains(slice(i, i + rows))


columns = {"call": call, "put": put, "delta": delta, "gamma": gamma, "vanna": vanna, "charm": charm}
serve(
    {
        "plain": plain,
        "whole": lambda: chains(slice(None)),
        "blocks": blocks,
        "parity": lambda: parity(slice(None)),
    },
    lambda: {f"{name}.f64": column for name, column in columns.items()},
)
