import { MINUTE } from "../session.js";

/** How long a bar is, milliseconds, by `bar_size`. */
export const BAR_MS: Readonly<Record<string, number | undefined>> = {
  "30s": MINUTE / 2,
  "1m": MINUTE,
  "5m": 5 * MINUTE,
  "15m": 15 * MINUTE,
};
