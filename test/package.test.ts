import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8"));

interface Package {
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

describe("the lock file", () => {
  const { packages } = read("package-lock.json") as { packages: Record<string, Package> };

  it("holds no download address, so that any registry can serve it", () => {
    const addresses = Object.entries(packages).flatMap(
      ([name, { resolved = "", dependencies, optionalDependencies }]) =>
        [resolved, ...Object.values({ ...dependencies, ...optionalDependencies })]
          .filter((text) => text.includes("://"))
          .map((text) => `${name}: ${text}`),
    );
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(addresses).toEqual([]);
  });
});

describe("the package", () => {
  const { dependencies, devDependencies, peerDependencies } = read("package.json") as Record<
    string,
    Record<string, string>
  >;

  it("pins what it reaches into and what breaks npm ci at another version", () => {
    expect(dependencies).toMatchObject({ tslab: "1.0.22", "@duckdb/node-api": "1.5.5-r.5" });
    expect(devDependencies["danfojs-node"]).toBe("1.2.0");
  });

  it("asks for danfojs as a peer only, since its overrides would not travel with it", () => {
    expect(peerDependencies).toEqual({ "danfojs-node": "^1.2.0" });
    expect(dependencies).not.toHaveProperty("danfojs-node");
  });
});
