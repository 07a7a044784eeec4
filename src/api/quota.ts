import { RateLimitError } from "./errors.js";
import { PLANS, PLAN_QUOTAS, type Plan } from "./plans.js";

const DAY = 86_400_000;

/** Requests of one key, counted by the day in UTC. The count is kept in memory: a server that starts anew starts at 0. */
export interface DailyQuota {
  /**
   * Counts a request.
   * @throws RateLimitError `Quota exceeded` when none is left today; that request is not counted.
   */
  spend(): void;
  /** The rate-limit headers as the vendor writes them; the reset is the next midnight in UTC, in seconds. */
  headers(): Record<string, string>;
}

/**
 * A daily quota.
 *
 * @param limit requests a day; Infinity is `unlimited`
 * @param plan named in the error; undefined names none
 * @param now the clock, epoch milliseconds
 * @example dailyQuota(5, "Free", Date.now).headers()["X-RateLimit-Remaining"] // "5"
 */
export function dailyQuota(limit: number, plan: Plan | undefined, now: () => number): DailyQuota {
  let day = NaN;
  let spent = 0;
  const turn = (): number => {
    const instant = now();
    const today = Math.floor(instant / DAY);
    if (today !== day) [day, spent] = [today, 0];
    return instant;
  };
  return {
    spend() {
      const instant = turn();
      if (spent < limit) {
        spent++;
        return;
      }
      const resetAt = (day + 1) * DAY;
      const larger = plan === undefined ? [] : PLANS.slice(PLANS.indexOf(plan) + 1);
      const upgradeTo = larger.find((each) => PLAN_QUOTAS[each] > limit);
      throw new RateLimitError(`The ${limit} requests a day of this key are used up.`, {
        code: "Quota exceeded",
        limit,
        resetAt,
        retryAfter: Math.ceil((resetAt - instant) / 1000),
        ...(plan === undefined ? {} : { currentPlan: plan }),
        ...(upgradeTo === undefined ? {} : { upgradeTo }),
      });
    },
    headers() {
      turn();
      const write = (count: number): string => (count === Infinity ? "unlimited" : String(count));
      return {
        "X-RateLimit-Limit": write(limit),
        "X-RateLimit-Remaining": write(limit - spent),
        "X-RateLimit-Reset": String(((day + 1) * DAY) / 1000),
      };
    },
  };
}
