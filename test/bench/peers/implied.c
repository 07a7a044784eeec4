/* The way of src/engine/black.ts in C, one quote at a time: the same guess, the same fits, one or two steps. */
#include <math.h>
#include "rounds.h"

static double *forward, *strikes, *price, *deviation;
static long chains, count, bytes;

/** 1 - a x Mills(a), as src/engine/normal.ts has it. */
static inline double remainder_of(double a) {
  double p = 1.063589838908782e-6, q = 1.0635898389166869e-6;
  p = p * a + 2.980591959820675e-5, q = q * a + 2.9805919596435997e-5;
  p = p * a + 0.00041633932473324604, q = q * a + 0.00041953009442954756;
  p = p * a + 0.003737841980268151, q = q * a + 0.0038272597280740728;
  p = p * a + 0.023575572585102938, q = q * a + 0.02481820947696416;
  p = p * a + 0.1080149740275295, q = q * a + 0.11904965068490055;
  p = p * a + 0.3599673376188496, q = q * a + 0.4282410040898265;
  p = p * a + 0.8464875495769507, q = q * a + 1.1493516942804896;
  p = p * a + 1.2908533944323006, q = q * a + 2.2464265637868546;
  p = p * a + 1, q = q * a + 3.0351286848149917;
  q = q * a + 2.544167531747818;
  return p / (q * a + 1);
}

static inline double distance(double f, double k) {
  double z = (f - k) / (f + k), q = z * z;
  if (fabs(z) > 0.1) return fabs(log(f / k));
  return fabs(2 * z) *
         (1 + q * (1. / 3 + q * (1. / 5 + q * (1. / 7 + q * (1. / 9 + q * (1. / 11 + q * (1. / 13 + q / 15)))))));
}

static inline double bachelier(double beta, double a) {
  if (a == 0) return beta * 2.5066282746310002;
  double f = -beta / a, x;
  if (f < -0.001882039271) {
    double g = 1 / (f - 0.5), gg = g * g;
    double top = 0.032114372355 - gg * (0.016969777977 - gg * (2.6207332461e-3 - 9.6066952861e-5 * gg));
    double bottom = 1 - gg * (0.6635646938 - gg * (0.14528712196 - 0.010472855461 * gg));
    x = g * (0.3989422804014327 + top / bottom * gg);
  } else {
    double h = sqrt(-log(-f < 5e-324 ? 5e-324 : -f));
    x = (9.4883409779 - h * (9.6320903635 - h * (0.58556997323 + 2.1464093351 * h))) /
        (1 - h * (0.65174820867 + h * (1.5120247828 + 6.6437847132e-5 * h)));
  }
  return a / fabs(x);
}

static inline double householder(double s, double a, double time, double root) {
  double z = a / s, zz = z * z, t = 0.5 * s, tt = t * t, ss = s * s;
  double y1 = remainder_of(z), y3 = (zz + 3) * y1 - 1, y5 = (zz + 7) * y3 - 6 * y1, y7 = (zz + 11) * y5 - 20 * y3,
         y9 = (zz + 15) * y7 - 42 * y5;
  double w = 2 * t * (y1 + tt / 6 * (y3 + tt / 20 * (y5 + tt / 42 * (y7 + tt / 72 * y9))));
  double e = log(time / (root * w)) + 0.5 * zz + 0.125 * ss + 0.9189385332046728;
  double r = w / s, c = r * (zz - 0.25 * ss), halley = c - 1;
  double third = c * (c - 3) - 3 * zz * r * r - 0.25 * w * w + 2;
  double step = w * e * (1 + 0.5 * halley * e) / (1 + e * (halley + third * e / 6));
  return s + (step > s ? s : step < -0.5 * s ? -0.5 * s : step);
}

static inline void implied(int steps) {
  for (long i = 0; i < chains; i++)
    for (long k = i * count; k < (i + 1) * count; k++) {
      double time = price[k], root = sqrt(forward[i] * strikes[k]), a = distance(forward[i], strikes[k]);
      if (!(time > 0) || !(time < forward[i]) || !(time < strikes[k])) {
        deviation[k] = NAN;
        continue;
      }
      double n = bachelier(time / root, a), z = a / n;
      double s = n * (1 + n * n / (24 + z * (4.4 + 8 * z)));
      for (int step = 0; step < steps; step++) s = householder(s, a, time, root);
      deviation[k] = s;
    }
}

static void one(void) { implied(1); }
static void two(void) { implied(2); }
static void results(void) { save("deviation.f64", deviation, bytes); }

int main(void) {
  forward = column("forward.f64", &bytes);
  chains = bytes / 8;
  strikes = column("strikes.f64", &bytes);
  count = bytes / 8 / chains;
  price = column("price.f64", 0);
  deviation = malloc(bytes);
  return serve((struct round[]){{"one", one}, {"two", two}, {0}}, results);
}
