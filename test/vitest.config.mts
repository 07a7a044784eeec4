import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // By itself vitest leaves a core to others, which is half of a machine of two.
    maxWorkers: "100%",
    setupFiles: ["test/fast-check-limits.ts"],
    // A property test over a real socket, or a notebook in a cold kernel, takes seconds on two cores.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A test without an assertion proves nothing.
    expect: { requireAssertions: true },
  },
});
