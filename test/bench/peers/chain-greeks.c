/* Prices, delta, gamma, vanna and charm of chains, chain by chain. */
#include "rounds.h"
#include "greeks.h"

static double *forward, *spot, *hours, *strikes, *log_strikes, *volatility;
static double *call, *put, *delta, *gamma_, *vanna, *charm;
static long chains, count, bytes;

static void chain(double f, double s0, double h, const double *restrict k, const double *restrict lk,
                  const double *restrict v, double *restrict c, double *restrict p, double *restrict d,
                  double *restrict g, double *restrict va, double *restrict ch) {
  double root = sqrt(h / YEAR), lf = log(f), per_hour = 1 / (2 * h);
  for (long i = 0; i < count; i++) {
    double s = v[i] * root;
    double d1 = (lf - lk[i]) / s + 0.5 * s, d2 = d1 - s;
    double density = density_of(d1), worth = f * density;
    double t1 = worth * mills(fabs(d1)), t2 = worth * mills(fabs(d2));
    double delta1 = d1 > 0 ? f - t1 : t1, intrinsic = f - k[i];
    if (d2 > 0) {
      p[i] = t2 - t1;
      c[i] = p[i] + intrinsic;
    } else {
      c[i] = delta1 - t2;
      p[i] = c[i] - intrinsic;
    }
    double curve = density * d2;
    d[i] = delta1 / f;
    g[i] = density / (s0 * s);
    va[i] = -curve / v[i];
    ch[i] = curve * per_hour;
  }
}

static void run(void) {
  for (long i = 0; i < chains; i++) {
    long at = i * count;
    chain(forward[i], spot[i], hours[i], strikes + at, log_strikes + at, volatility + at, call + at, put + at,
          delta + at, gamma_ + at, vanna + at, charm + at);
  }
}

static void results(void) {
  save("call.f64", call, bytes);
  save("put.f64", put, bytes);
  save("delta.f64", delta, bytes);
  save("gamma.f64", gamma_, bytes);
  save("vanna.f64", vanna, bytes);
  save("charm.f64", charm, bytes);
}

int main(void) {
  fill_tables();
  forward = column("forward.f64", &bytes);
  chains = bytes / 8;
  spot = column("spot.f64", 0);
  hours = column("hours.f64", 0);
  strikes = column("strikes.f64", &bytes);
  count = bytes / 8 / chains;
  log_strikes = column("log_strikes.f64", 0);
  volatility = column("volatility.f64", 0);
  double **outs[] = {&call, &put, &delta, &gamma_, &vanna, &charm};
  for (int i = 0; i < 6; i++) *outs[i] = malloc(bytes);
  return serve((struct round[]){{"chains", run}, {0}}, results);
}
