/* The end of test/bench/peer.mjs that is written in C. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct round {
  const char *name;
  void (*run)(void);
};

/** A file's bytes; `size`, where it is wanted, is their count. */
static void *column(const char *file, long *size) {
  FILE *in = fopen(file, "rb");
  if (!in) exit(1);
  fseek(in, 0, SEEK_END);
  long bytes = ftell(in);
  rewind(in);
  void *values = malloc(bytes);
  if (fread(values, 1, bytes, in) != (size_t)bytes) exit(1);
  fclose(in);
  if (size) *size = bytes;
  return values;
}

static void save(const char *file, const void *values, long bytes) {
  FILE *out = fopen(file, "wb");
  if (!out || fwrite(values, 1, bytes, out) != (size_t)bytes) exit(1);
  fclose(out);
}

/** One timed round for each line that names it; `save` runs `results`. The last of `rounds` has no name. */
static int serve(const struct round *rounds, void (*results)(void)) {
  char line[64];
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    if (!strcmp(line, "save")) {
      results();
      puts("saved");
    } else {
      const struct round *r = rounds;
      while (r->name && strcmp(r->name, line)) r++;
      if (!r->name) return 1;
      struct timespec from, to;
      clock_gettime(CLOCK_MONOTONIC, &from);
      r->run();
      clock_gettime(CLOCK_MONOTONIC, &to);
      printf("%.6f\n", (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) * 1e-6);
    }
    fflush(stdout);
  }
  return 0;
}
