// Unit tests of the pages' scripts: files named `*.test.ts` beside what they test. They run without
// a browser; what needs one is tested by `tests/browser`.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    environment: "node",
    maxWorkers: 1,
    // Machines that test many things at once are slow.
    testTimeout: 60_000,
  },
});
