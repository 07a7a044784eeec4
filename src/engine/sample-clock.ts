import { MINUTE, type Session } from "../session.js";

/** How often a session is sampled, milliseconds: the vendor keeps one row a name every 30 seconds. */
export const SAMPLE_MS = 30_000;

/** Samples of a minute. */
export const SAMPLES_PER_MINUTE: number = MINUTE / SAMPLE_MS;

/**
 * How long before the close the last sample is marked, milliseconds. At the close itself an option is worth its intrinsic
 * value: every gamma is 0 or infinite, and vanna and charm grow without limit on the way there.
 */
export const LAST_MARK_MS = 30_000;

/** How many samples a session has: 780, or 420 on an early close. */
export function sampleCount(session: Session): number {
  return (session.close - session.open) / SAMPLE_MS;
}

/** When a sample ends: its flow is what was traded before, its levels are those then. */
export function sampleEnd(session: Session, sample: number): number {
  return session.open + (sample + 1) * SAMPLE_MS;
}

/** How many samples are over at an instant. */
export function samplesAt(session: Session, instant: number): number {
  return Math.max(0, Math.min(sampleCount(session), Math.floor((instant - session.open) / SAMPLE_MS)));
}

/** The instant at which a sample is marked: its end, but not later than {@link LAST_MARK_MS} before the close. */
export function markInstant(session: Session, sample: number): number {
  return Math.min(sampleEnd(session, sample), session.close - LAST_MARK_MS);
}
