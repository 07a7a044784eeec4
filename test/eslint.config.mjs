import { fileURLToPath } from "node:url";
import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**"] },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: "./test/tsconfig.json", tsconfigRootDir: fileURLToPath(import.meta.resolve("..")) },
    },
    rules: {
      // A typed-array loop reads clearer with `!`-free indexing and plain counters.
      "@typescript-eslint/prefer-for-of": "off",
      "@typescript-eslint/require-await": "off",
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  {
    // A figure is Plotly's open record, on purpose; its tests look into it.
    files: ["test/figures/**"],
    rules: Object.fromEntries(
      ["argument", "assignment", "call", "member-access", "return"].map((kind) => [
        `@typescript-eslint/no-unsafe-${kind}`,
        "off",
      ]),
    ),
  },
  { files: ["src/cli/**"], rules: { "no-console": "off" } },
  { files: ["**/*.mjs"], ...tseslint.configs.disableTypeChecked },
  {
    files: ["test/bench/**"],
    languageOptions: { globals: { console: "readonly", performance: "readonly" } },
    rules: { "no-console": "off" },
  },
);
