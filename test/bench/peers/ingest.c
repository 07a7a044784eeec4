/* The way of src/engine/live-session.ts through trades in C: each trade's side by its own quote, then by the tick test; sums
   since the open by contract, a row of them for each sample, and how often each rule decided. */
#include <stdint.h>
#include "rounds.h"

static double *start;
static int32_t *contract, *price, *size, *bid, *ask, *counts, *widths;
static double *time_;
static int32_t *net, *volume, *rule_trades, *rule_contracts;
static long names, rows_bytes, cells_bytes, samples;

static void name(long n, long from, long to, long width, int32_t *restrict net_rows, int32_t *restrict volume_rows,
                 int32_t *restrict trades_of, int32_t *restrict contracts_of) {
  int32_t *now = calloc(width * 4, sizeof *now), *volume_now = now + width, *last = volume_now + width,
          *direction = last + width;
  for (long sample = 0, i = from; sample < samples; sample++) {
    double end = start[0] + (sample + 1) * 30000.0;
    int32_t *decided = trades_of + sample * 4, *decided_contracts = contracts_of + sample * 4;
    for (; i < to && (time_[i] < end || (sample == samples - 1 && time_[i] <= end)); i++) {
      int32_t c = contract[i], p = price[i];
      if (last[c] && p != last[c]) direction[c] = p > last[c] ? 1 : -1;
      last[c] = p;
      int32_t over = p - bid[i], under = ask[i] - p;
      int32_t side = (over > under) - (over < under), rule = side ? 0 : 1;
      if (!side) side = direction[c];
      if (!side) rule = 2;
      volume_now[c] += size[i];
      now[c] += side * size[i];
      decided[rule]++;
      decided_contracts[rule] += size[i];
    }
    memcpy(net_rows + sample * width, now, width * sizeof *now);
    memcpy(volume_rows + sample * width, volume_now, width * sizeof *now);
  }
  free(now);
}

static void run(void) {
  /* Tables of its own each time, as ours has them. */
  free(net), free(volume), free(rule_trades), free(rule_contracts);
  net = calloc(1, cells_bytes), volume = calloc(1, cells_bytes);
  rule_trades = calloc(names * samples * 4, 4), rule_contracts = calloc(names * samples * 4, 4);
  for (long n = 0, from = 0, cell = 0; n < names; n++) {
    name(n, from, from + counts[n], widths[n], net + cell, volume + cell, rule_trades + n * samples * 4,
         rule_contracts + n * samples * 4);
    from += counts[n];
    cell += widths[n] * samples;
  }
}

static void results(void) {
  save("net.i32", net, cells_bytes);
  save("volume.i32", volume, cells_bytes);
  save("rule_trades.i32", rule_trades, names * samples * 16);
  save("rule_contracts.i32", rule_contracts, names * samples * 16);
}

int main(void) {
  start = column("start.f64", 0);
  counts = column("counts.i32", &rows_bytes);
  names = rows_bytes / 4;
  widths = column("widths.i32", 0);
  samples = *(int32_t *)column("samples.i32", 0);
  for (long n = 0; n < names; n++) cells_bytes += 4 * widths[n] * samples;
  time_ = column("time.f64", 0);
  contract = column("contract.i32", 0);
  price = column("price.i32", 0);
  size = column("size.i32", 0);
  bid = column("bid.i32", 0);
  ask = column("ask.i32", 0);
  return serve((struct round[]){{"ingest", run}, {0}}, results);
}
