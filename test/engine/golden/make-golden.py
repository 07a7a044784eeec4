"""Makes the golden tables beside it: python3 make-golden.py (Debian's python3-mpmath; about a minute).

Everything is computed with 60 digits from the exact values of the doubles that stand in the tables, and rounded once, so
a table is right to half a unit of the last of 17 digits. Nothing here knows the formulas of src/engine: Phi comes from
mpmath's erfc, greeks are numeric derivatives of the price, and implied deviations are roots of it.

normal.csv   x, Phi(x), density(x), Mills(|x|) = (1 - Phi) / density, remainder(|x|) = 1 - |x| Mills(|x|)
black.csv    minutes, volatility, right, strike, price, implied: out-of-the-money options at a forward of 6000.
             price is that of deviation = volatility x sqrt(minutes / (390 x 252)), rounded to a double, and implied is the
             deviation of that double: what the rounded price can tell, which is not always the deviation it came from.
itm.csv      the same for options in the money, where intrinsic value takes digits of the price
greeks.csv   minutes, volatility, strike, call and put (prices), delta (of the call), gamma, slope = d delta / d deviation
             and lift = d price / d deviation; the last rows are a year with deviations of 1 to 31
exponential.csv  x, e^x, and what rounding it to a double left out, as a part of it
"""

import csv
import math
import os

from mpmath import diff, erfc, exp, findroot, log, mp, mpf, pi, sqrt

mp.dps = 60
HERE = os.path.dirname(os.path.abspath(__file__))
FORWARD = 6000.0
MINUTES = [1, 2, 5, 15, 60, 150, 270, 390]
VOLATILITIES = [0.03, 0.08, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0]
DISTANCES = [
    0, 0.003, 0.03, 0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.4, 1.8, 2.3, 2.8, 3.4, 4, 5, 6, 7, 8, 9.5, 11, 13, 15, 17, 19, 22, 25,
]  # fmt: skip
# Where doubles end: 38 deviations out a price has lost digits to underflow, a little further it is 0.
FAR = [30, 34, 36, 37, 37.5, 38, 38.3]


def upper(x):
    return erfc(x / sqrt(2)) / 2


def density(x):
    return exp(-x * x / 2) / sqrt(2 * pi)


def price(forward, strike, deviation, right):
    d1 = log(forward / strike) / deviation + deviation / 2
    d2 = d1 - deviation
    return right * (forward * upper(-right * d1) - strike * upper(-right * d2))


def double(value):
    return repr(float(value))


def write(name, header, rows):
    with open(os.path.join(HERE, name), "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)
        print(name, len(rows))


def normal():
    # Steps that are no dyadic fractions, so that squares are rounded as they are in life; and what lies next to 0, to
    # the end of the fit (38), and to the places where other ways change their formula.
    points = {float(k) * 0.0437 - 8 for k in range(0, 390)} | {-8 - float(k) * 0.1371 for k in range(1, 212)}
    for seam in (0.0, 0.46875, 0.5, 1.0, math.sqrt(2), 5.0, 5.656854249492381, 7.07106781186547, 37.0):
        for x in (math.nextafter(seam, -99), seam, math.nextafter(seam, 99)):
            points |= {-x} | ({x} if x < 9 else set())
    points |= {1e-300, -1e-300, 1e-17, -1e-17, 1e-8, -1e-8, 1e-3, -1e-3, -8.0, 9.0}
    rows = []
    for x in sorted(p for p in points if -37.0000001 < p <= 9):
        t = mpf(x)
        mills = upper(abs(t)) / density(t)
        rows.append([double(x), double(upper(-t)), double(density(t)), double(mills), double(1 - abs(t) * mills)])
    write("normal.csv", ["x", "distribution", "density", "mills", "remainder"], rows)


def deviation_of(minutes, volatility):
    # In doubles, operation by operation as the test does it.
    return volatility * math.sqrt(minutes / (390 * 252))


def strike_at(distance, deviation):
    # Twelve digits are enough to stand where it should; the exact value of the double is what counts.
    return float("%.12g" % (FORWARD * math.exp(distance * deviation)))


def implied(value, strike, right, guess):
    """The deviation at which the logarithm of the time value is that of `value`, by 60 digits."""
    out = right if right * (FORWARD - strike) <= 0 else -right
    time = mpf(value) - max(mpf(0), right * (mpf(FORWARD) - mpf(strike)))
    target = log(time)
    root = findroot(lambda s: log(price(mpf(FORWARD), mpf(strike), s, out)) - target, (guess, guess * mpf("1.0001")))
    assert abs(price(mpf(FORWARD), mpf(strike), root, out) / time - 1) < mpf(10) ** -40
    return root


def black():
    rows = []
    for i, minutes in enumerate(MINUTES):
        for j, volatility in enumerate(VOLATILITIES):
            deviation = deviation_of(minutes, volatility)
            for k, distance in enumerate(DISTANCES + (FAR if (i + j) % 3 == 0 else [])):
                right = 1 if (i + j + k) % 2 == 0 else -1
                strike = strike_at(right * distance, deviation)
                value = float(price(mpf(FORWARD), mpf(strike), mpf(deviation), right))
                if value > 0:
                    root = implied(value, strike, right, mpf(deviation))
                    rows.append([minutes, volatility, right, double(strike), double(value), double(root)])
    write("black.csv", ["minutes", "volatility", "right", "strike", "price", "implied"], rows)


def in_the_money():
    rows = []
    for minutes in (1, 15, 390):
        for volatility in (0.03, 0.2, 1.0, 8.0):
            deviation = deviation_of(minutes, volatility)
            for k, distance in enumerate((0.03, 0.5, 1, 2, 3, 4, 5)):
                right = 1 if k % 2 == 0 else -1
                strike = strike_at(-right * distance, deviation)
                value = float(price(mpf(FORWARD), mpf(strike), mpf(deviation), right))
                root = implied(value, strike, right, mpf(deviation))
                rows.append([minutes, volatility, right, double(strike), double(value), double(root)])
    write("itm.csv", ["minutes", "volatility", "right", "strike", "price", "implied"], rows)


def greeks():
    rows = []
    markets = [(m, v) for m in MINUTES[::2] + MINUTES[-1:] for v in (0.03, 0.2, 1.0, 3.0, 8.0)]
    for minutes, volatility in markets + [(390 * 252, v) for v in (1.0, 3.0, 9.0, 31.0)]:
        deviation = deviation_of(minutes, volatility)
        distances = [-25, -16, -9, -6, -4, -3, -2, -1.3, -0.7, -0.2, -0.01, 0, 0.05, 0.4, 1, 1.6, 2.5, 5, 7, 12, 20]
        for distance in distances if deviation < 1 else distances[8:-3]:
            strike = strike_at(distance, deviation)
            call = lambda forward, s: price(forward, mpf(strike), s, 1)  # noqa: E731
            at = (mpf(FORWARD), mpf(deviation))
            # The digits a derivative loses are those of the parts which cancel in the price, and in its steps.
            with mp.workdps(260):
                values = [call(*at), price(at[0], mpf(strike), at[1], -1)]
                values += [diff(call, at, order) for order in ((1, 0), (2, 0), (1, 1), (0, 1))]
            rows.append([minutes, volatility, double(strike)] + [double(value) for value in values])
    header = ["minutes", "volatility", "strike", "call", "put", "delta", "gamma", "slope", "lift"]
    write("greeks.csv", header, rows)


def exponentials():
    # All over its range, and to both sides of the steps of its table and of halves of them.
    points = {x * 1.4931 - 745 for x in range(0, 974)} | {-(1.09 ** k) * 1e-18 for k in range(0, 480)}
    for step in list(range(-130, 10)) + [-261000, -200001, -123457, 70001, 261000]:
        for half in (step, step + 0.5):
            at = half * math.log(2) / 256
            points |= {math.nextafter(at, -999), at, math.nextafter(at, 999)}
    rows = []
    for x in sorted(points):
        value = exp(mpf(x))
        rows.append([double(x), double(value), "%.3g" % float(value / mpf(float(value)) - 1)])
    write("exponential.csv", ["x", "value", "rest"], rows)


if __name__ == "__main__":
    normal()
    black()
    in_the_money()
    greeks()
    exponentials()
