"""Implied deviations of chains by numpy and scipy: 20 of Newton's steps for all quotes at once, from where the price's
slope is steepest (Manaster and Koehler), or from its value at the money if that is more. Newton's method never leaves the
side of the root on which it starts there.

`whole` is as one writes it, on the whole grid; `blocks` writes every step into arrays that are there already and that stay
in the cache."""

import numpy as np
from rounds import serve
from scipy.special import ndtr

ROOT_TWO_PI = 2.5066282746310002
forward = np.fromfile("forward.f64")[:, None]
strikes, price = (np.fromfile(f"{name}.f64").reshape(len(forward), -1) for name in ("strikes", "price"))
deviation = np.empty_like(price)


def whole():
    right = np.where(strikes >= forward, 1.0, -1.0)
    x = np.log(forward / strikes)
    s = np.maximum(np.sqrt(2 * np.abs(x)), ROOT_TWO_PI * price / forward)
    for _ in range(20):
        d1 = x / s + 0.5 * s
        value = right * (forward * ndtr(right * d1) - strikes * ndtr(right * (d1 - s)))
        s = s - (value - price) / (forward * np.exp(-0.5 * d1 * d1) / ROOT_TWO_PI)
    deviation[:] = s


def blocks():
    rows = max(1, 8192 // price.shape[1])
    room = [np.empty((rows, price.shape[1])) for _ in range(6)]
    for i in range(0, len(price), rows):
        p, f, k, s = (column[i : i + rows] for column in (price, forward, strikes, deviation))
        newton(p, f, k, s, *(column[: len(p)] for column in room))


def newton(p, f, k, s, x, right, d1, d2, value, vega):
    np.subtract(k, f, out=right)
    np.copysign(1.0, right, out=right)
    np.divide(f, k, out=x)
    np.log(x, out=x)
    np.abs(x, out=s)
    s *= 2
    np.sqrt(s, out=s)
    np.divide(p, f, out=d1)
    d1 *= ROOT_TWO_PI
    np.maximum(s, d1, out=s)
    for _ in range(20):
        np.divide(x, s, out=d1)
        np.multiply(s, 0.5, out=d2)
        d1 += d2
        np.multiply(d1, d1, out=vega)
        vega *= -0.5
        np.exp(vega, out=vega)
        vega *= f
        np.subtract(d1, s, out=d2)
        d1 *= right
        d2 *= right
        ndtr(d1, out=value)
        value *= f
        ndtr(d2, out=d2)
        d2 *= k
        value -= d2
        value *= right
        value -= p
        value *= ROOT_TWO_PI
        value /= vega
        s -= value


serve({"whole": whole, "blocks": blocks}, lambda: {"deviation.f64": deviation})
