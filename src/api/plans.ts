/** FlashAlpha's plans, the smallest first, as its answers spell them. */
export type Plan = "Free" | "Basic" | "Growth" | "Alpha" | "Enterprise";

/** The plans in order: each may ask all that those before it may. */
export const PLANS: readonly Plan[] = ["Free", "Basic", "Growth", "Alpha", "Enterprise"];

/** Requests a day of each plan, as the vendor documents them; Infinity is unlimited. */
export const PLAN_QUOTAS: Readonly<Record<Plan, number>> = {
  Free: 5,
  Basic: 250,
  Growth: 2_500,
  Alpha: Infinity,
  Enterprise: Infinity,
};
