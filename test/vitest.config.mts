import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that start kernels, browsers or commands, and take longest. */
const SLOW = ["notebooks", "cli/commands", "kernel/", "cli/", "figures/interop", "contract", "declarations", "soak"];

/** Begins with the slow files: one that came last would leave a core idle. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = SLOW.findIndex((part) => moduleId.includes(`/test/${part}`) || moduleId.includes(`/${part}.test`));
      return found < 0 ? SLOW.length : found;
    };
    return [...files].sort((a, b) => place(a) - place(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // By itself vitest leaves a core to others, which is half of a machine of two.
    maxWorkers: "100%",
    sequence: { sequencer: SlowFirst },
    setupFiles: ["test/fast-check-limits.ts"],
    // A property test over a real socket, or a notebook in a cold kernel, takes seconds on two cores.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A test without an assertion proves nothing.
    expect: { requireAssertions: true },
  },
});
