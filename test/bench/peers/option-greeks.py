"""Prices and greeks of single options, each with its own forward, spot, hours and volatility, by numpy and scipy.

`whole` is as one writes it, on whole columns; `blocks` writes every step into arrays that are there already, 8 k options at
a time, so that they stay in the cache. A put's tails are a call's with the signs of d1 and d2 changed: two for each option."""

import numpy as np
from rounds import serve
from scipy.special import ndtr

YEAR = 6.5 * 252
BLOCK = 8192
INVERSE_ROOT_TWO_PI = 0.3989422804014327
forward, spot, strike, right, hours, volatility = (
    np.fromfile(f"{name}.f64") for name in ("forward", "spot", "strike", "right", "hours", "volatility")
)
names = ("price", "delta", "gamma", "vanna", "charm", "theta", "vega")
price, delta, gamma, vanna, charm, theta, vega = columns = [np.empty_like(forward) for _ in names]
room = [np.empty(BLOCK) for _ in range(5)]


def whole():
    root = np.sqrt(hours / YEAR)
    s = volatility * root
    d1 = np.log(forward / strike) / s + 0.5 * s
    d2 = d1 - s
    density = np.exp(-0.5 * d1 * d1) * INVERSE_ROOT_TWO_PI
    curve = density * d2
    worth = forward * density
    delta[:] = right * ndtr(right * d1)
    price[:] = forward * delta - right * strike * ndtr(right * d2)
    gamma[:] = density / (spot * s)
    vanna[:] = -curve / volatility
    charm[:] = curve / (2 * hours)
    theta[:] = -worth * s / (2 * hours)
    vega[:] = worth * root


def block(f, u, k, r, h, v, p, d, g, va, c, th, ve, root, s, d1, d2, twice):
    np.divide(h, YEAR, out=root)
    np.sqrt(root, out=root)
    np.multiply(v, root, out=s)
    np.divide(f, k, out=d1)
    np.log(d1, out=d1)
    d1 /= s
    np.multiply(s, 0.5, out=d2)
    d1 += d2
    np.subtract(d1, s, out=d2)
    np.add(h, h, out=twice)
    # The density, in vega's place.
    np.multiply(d1, d1, out=ve)
    ve *= -0.5
    np.exp(ve, out=ve)
    ve *= INVERSE_ROOT_TWO_PI
    np.multiply(u, s, out=g)
    np.divide(ve, g, out=g)
    np.multiply(ve, d2, out=c)
    np.divide(c, v, out=va)
    np.negative(va, out=va)
    c /= twice
    ve *= f
    np.multiply(ve, s, out=th)
    th /= twice
    np.negative(th, out=th)
    ve *= root
    d1 *= r
    ndtr(d1, out=d)
    d *= r
    d2 *= r
    ndtr(d2, out=d2)
    d2 *= k
    d2 *= r
    np.multiply(f, d, out=p)
    p -= d2


def blocks():
    for i in range(0, len(forward), BLOCK):
        part = [c[i : i + BLOCK] for c in (forward, spot, strike, right, hours, volatility, *columns)]
        block(*part, *(c[: len(part[0])] for c in room))


serve({"whole": whole, "blocks": blocks}, lambda: {f"{n}.f64": c for n, c in zip(names, columns)})
