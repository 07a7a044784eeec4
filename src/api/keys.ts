import { createHash, timingSafeEqual } from "node:crypto";
import { PLANS, PLAN_QUOTAS, type Plan } from "./plans.js";
import { type DailyQuota, dailyQuota } from "./quota.js";

/** A key that {@link serve} accepts, with what it may ask. */
export interface PlannedKey {
  /** Any text but the empty one. */
  readonly key: string;
  /** Endpoints that need a larger plan answer 403 `tier_restricted`. */
  readonly plan: Plan;
  /**
   * Requests a day in UTC, after which the answer is 429 `Quota exceeded`. Default: the plan's own, as documented (Free 5,
   * Basic 250, Growth 2,500, the others unlimited); Infinity is unlimited, 0 allows none.
   */
  readonly daily?: number | undefined;
}

/** Who asks: no plan is every plan. */
export interface KeyHolder {
  readonly plan: Plan | undefined;
  readonly quota: DailyQuota;
}

/**
 * Finds whose key it is, undefined for one that is not accepted. It takes the same time for a near miss as for nonsense:
 * digests are of equal length, and all are compared. A plain text is a key of every plan without a quota; of a key given
 * twice the first entry counts.
 *
 * @param now the clock of the quotas, epoch milliseconds
 * @throws TypeError when a key is empty, which a missing key would match, a plan unknown, or `daily` no whole number.
 * @example keyHolders(["s3cret"], Date.now)("guess") // undefined
 */
export function keyHolders(
  keys: readonly (string | PlannedKey)[],
  now: () => number,
): (key: string | undefined) => KeyHolder | undefined {
  const accepted = keys.map((entry) => {
    const { key, plan, daily } =
      typeof entry === "string" ? { key: entry, plan: undefined, daily: Infinity } : checked(entry);
    if (key === "") throw new TypeError("keys holds an empty key; leave it out, or leave out keys");
    return { digest: digest(key), holder: { plan, quota: dailyQuota(daily ?? Infinity, plan, now) } };
  });
  return (key = "") => {
    const given = digest(key);
    return accepted.filter((each) => timingSafeEqual(each.digest, given))[0]?.holder;
  };
}

function checked({ key, plan, daily = PLAN_QUOTAS[plan] }: PlannedKey): PlannedKey {
  if (typeof key !== "string") throw new TypeError("keys holds an entry whose key is no text");
  if (!PLANS.includes(plan)) throw new TypeError(`keys: plan must be ${PLANS.join("|")}, not ${JSON.stringify(plan)}`);
  if (daily !== Infinity && !(Number.isSafeInteger(daily) && daily >= 0))
    throw new TypeError(`keys: daily must be a whole number from 0, or Infinity, not ${String(daily)}`);
  return { key, plan, daily };
}

function digest(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
