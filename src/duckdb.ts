import { createRequire } from "node:module";
import type { DuckDBInstance } from "@duckdb/node-api";

/** The module @duckdb/node-api. */
export type DuckDB = typeof import("@duckdb/node-api");

let library: DuckDB | undefined;

/** Loads DuckDB, which takes a while: when the first table is read or written by it and not before. */
export function loadDuckDB(): DuckDB {
  return (library ??= createRequire(__filename)("@duckdb/node-api") as DuckDB);
}

let instance: Promise<DuckDBInstance> | undefined;

/** One for the process, made when it is first needed: making one takes longer than reading a small table. */
export function duckDB(): Promise<DuckDBInstance> {
  return (instance ??= loadDuckDB().DuckDBInstance.create(":memory:"));
}
