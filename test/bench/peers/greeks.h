/* The way of src/engine/chain-loops.ts in C: the same tables, if with other steps or coefficients. */
#include <math.h>
#include <stdint.h>

static const double YEAR = 6.5 * 252, INVERSE_ROOT_TWO_PI = 0.3989422804014327;
static double TABLE[64], MILLS[4096][6];

/** e^x for x from -708 to 0. */
static inline double exponential(double x) {
  double k = x * 92.332482616893656877 + 0x1.8p52 - 0x1.8p52;
  double r = x - k * 0.01083042469326756 - k * 2.9815858269852933e-12;
  int n = (int)k;
  double series = r * (1 + r * (0.5 + r * (1. / 6 + r * (1. / 24 + r * (1. / 120)))));
  union {
    int64_t bits;
    double value;
  } scale = {(int64_t)((n >> 6) + 1023) << 52};
  double power = TABLE[n & 63];
  return (power + power * series) * scale.value;
}

static double fitted_mills(double a) {
  double p = 3.4756299108615313e-6, q = 3.4756299108721383e-6;
  p = p * a + 9.342590055415122e-5, q = q * a + 9.342590055197043e-5;
  p = p * a + 0.0012297248107513016, q = q * a + 0.0012332004408645964;
  p = p * a + 0.01025307902201085, q = q * a + 0.010346504911251766;
  p = p * a + 0.05922409799615812, q = q * a + 0.060446871975852655;
  p = p * a + 0.24492984331431242, q = q * a + 0.25499605875620596;
  p = p * a + 0.7253172447736659, q = q * a + 0.7821168943736277;
  p = p * a + 1.4891376293767926, q = q * a + 1.7144916005328958;
  p = p * a + 1.9423710257874698, q = q * a + 2.5613314960484304;
  p = p * a + 1.2533141373155001, q = q * a + 2.347672413629501;
  return p / (q * a + 1);
}

static void fill_tables(void) {
  for (int j = 0; j < 64; j++) TABLE[j] = exp2(j / 64.0);
  for (int j = 0; j < 4096; j++) {
    double a = j / 64.0, *r = MILLS[j];
    r[0] = fitted_mills(a);
    r[1] = a * r[0] - 1;
    for (int n = 1; n < 5; n++) r[n + 1] = (a * r[n] + r[n - 1]) / (n + 1);
  }
}

static inline double mills(double a) {
  int j = (int)(a * 64 + 0.5) & 4095;
  double x = a - j / 64.0, *r = MILLS[j];
  return r[0] + x * (r[1] + x * (r[2] + x * (r[3] + x * (r[4] + x * r[5]))));
}

static inline double density_of(double d) {
  double e = -0.5 * d * d;
  return INVERSE_ROOT_TWO_PI * exponential(e < -700 ? -700 : e);
}
