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

/** Tests that only compute: a worker reads the code once for all of them. */
const PURE = "test/{analytics,engine,export,figures,frame,grid,sheet}/**/*.test.ts";
/** Of those, what changes the process or replaces a module, or starts a browser. */
const NOT_PURE = [
  "test/engine/{machine-zone,read-columns}.test.ts",
  "test/{export,frame}/*on-demand.test.ts",
  "test/figures/interop.test.ts",
];

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { name: "alone", include: ["test/*.test.ts", "test/{api,cli,kernel}/**/*.test.ts", ...NOT_PURE] },
      },
      { extends: true, test: { name: "pure", include: [PURE], exclude: NOT_PURE, isolate: false } },
    ],
    // By itself vitest leaves a core to others, which is half of a machine of two.
    maxWorkers: "100%",
    sequence: { sequencer: SlowFirst },
    setupFiles: ["test/fast-check-limits.ts"],
    // A property test over a real socket, or a notebook in a cold kernel, takes seconds on two cores, on a busy machine more.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // A test without an assertion proves nothing.
    expect: { requireAssertions: true },
  },
});
