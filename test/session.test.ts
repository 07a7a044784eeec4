import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import {
  MINUTE,
  atNewYork,
  barCount,
  barOf,
  hoursToClose,
  instantOn,
  isOpen,
  newYorkDate,
  newYorkDateTime,
  newYorkTime,
  nextSession,
  previousSession,
  sessionAt,
  sessionOn,
  toInstant,
  toIso,
  type Session,
} from "../src/session.js";

/**
 * What the exchange published, typed in by hand, month-day per year. Sources: NYSE's "Holiday and Early Closings
 * Calendar" releases for 2018-20, 2020-22, 2021-23, 2022-24, 2023-25, 2025-27 and 2026-28 (the last of 2025-12-23);
 * NYSE's "Holidays & Trading Hours" tables for 2014-16 and 2016-17 as the financial press carried them. Some of the
 * copies of 2014-16 list an early close on 2016-07-03, which was a Sunday; those of 2016-17 have none.
 * Beside them the two unscheduled closures: 2018-12-05 and 2025-01-09, national days of mourning.
 */
const PUBLISHED: Record<string, { closed: string; early: string }> = {
  2014: { closed: "01-01 01-20 02-17 04-18 05-26 07-04 09-01 11-27 12-25", early: "07-03 11-28 12-24" },
  2015: { closed: "01-01 01-19 02-16 04-03 05-25 07-03 09-07 11-26 12-25", early: "11-27 12-24" },
  2016: { closed: "01-01 01-18 02-15 03-25 05-30 07-04 09-05 11-24 12-26", early: "11-25" },
  2017: { closed: "01-02 01-16 02-20 04-14 05-29 07-04 09-04 11-23 12-25", early: "07-03 11-24" },
  2018: { closed: "01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25", early: "07-03 11-23 12-24" },
  2019: { closed: "01-01 01-21 02-18 04-19 05-27 07-04 09-02 11-28 12-25", early: "07-03 11-29 12-24" },
  2020: { closed: "01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25", early: "11-27 12-24" },
  2021: { closed: "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24", early: "11-26" },
  2022: { closed: "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26", early: "11-25" },
  2023: { closed: "01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25", early: "07-03 11-24" },
  2024: { closed: "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25", early: "07-03 11-29 12-24" },
  2025: { closed: "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25", early: "07-03 11-28 12-24" },
  2026: { closed: "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25", early: "11-27 12-24" },
  2027: { closed: "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24", early: "11-26" },
  2028: { closed: "01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25", early: "07-03 11-24" },
};

const utc = (iso: string): number => Date.parse(iso);

function datesOf(year: number): Temporal.PlainDate[] {
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  return Array.from({ length: first.daysInYear }, (_, days) => first.add({ days }));
}

function session(date: string): Session {
  const found = sessionOn(date);
  if (found === null) throw new Error(`no session on ${date}`);
  return found;
}

/** Sessions drawn at random; shrinks towards the first one. */
const anySession = fc
  .integer({ min: utc("2014-01-02T12:00Z"), max: utc("2028-12-28T12:00Z") })
  .map((instant) => sessionAt(instant) ?? nextSession(newYorkDate(instant)));

describe("the calendar", () => {
  test.each(Object.entries(PUBLISHED))("of %s is the one the exchange published", (year, published) => {
    const weekdays = datesOf(Number(year)).filter((date) => date.dayOfWeek <= 5);
    const found = weekdays.map((date) => ({ day: date.toString().slice(5), session: sessionOn(date.toString()) }));
    expect({
      closed: found.filter((d) => d.session === null).map((d) => d.day),
      early: found.filter((d) => d.session?.early).map((d) => d.day),
    }).toEqual({ closed: published.closed.split(" "), early: published.early.split(" ") });
  });

  test("has no session on any Saturday or Sunday", () => {
    const weekends = Object.keys(PUBLISHED).flatMap((year) =>
      datesOf(Number(year)).filter((date) => date.dayOfWeek > 5),
    );
    expect(weekends.length).toBe(1566);
    expect(weekends.filter((date) => sessionOn(date.toString()) !== null)).toEqual([]);
  });

  test("opens at 09:30 and closes at 16:00, or 13:00 when early, by an independent conversion", () => {
    fc.assert(
      fc.property(anySession, ({ date, open, close, early }) => {
        const at = (time: string) => Temporal.ZonedDateTime.from(`${date}T${time}[America/New_York]`).epochMilliseconds;
        expect({ open, close }).toEqual({ open: at("09:30"), close: at(early ? "13:00" : "16:00") });
      }),
    );
  });

  test("gives a full day, a half day and a holiday", () => {
    expect(sessionOn("2026-06-05")).toEqual({
      date: "2026-06-05",
      open: utc("2026-06-05T13:30:00Z"),
      close: utc("2026-06-05T20:00:00Z"),
      early: false,
    });
    expect(sessionOn("2015-12-24")).toEqual({
      date: "2015-12-24",
      open: utc("2015-12-24T14:30:00Z"),
      close: utc("2015-12-24T18:00:00Z"),
      early: true,
    });
    expect(sessionOn("2026-04-03")).toBeNull();
  });

  test("moves the open by an hour in UTC when the clock is changed", () => {
    const opens = ["2026-03-06", "2026-03-09", "2026-10-30", "2026-11-02"].map((date) => toIso(session(date).open));
    expect(opens).toEqual([
      "2026-03-06T14:30:00Z",
      "2026-03-09T13:30:00Z",
      "2026-10-30T13:30:00Z",
      "2026-11-02T14:30:00Z",
    ]);
  });

  test("hands out one frozen object per session", () => {
    expect(sessionOn("2026-06-05")).toBe(sessionOn("2026-06-05"));
    expect(Object.isFrozen(sessionOn("2026-06-05"))).toBe(true);
  });

  test.each(["2026-6-5", "2026-02-30", "2027-02-29", "2026-13-01", "20260605", "2026-06-05T00:00", " 2026-06-05", ""])(
    "refuses %j, which is no date, by its name",
    (date) => {
      const message = `"${date}" is not a calendar date; write it as yyyy-MM-dd, such as "2026-06-05"`;
      for (const ask of [sessionOn, nextSession, previousSession]) expect(() => ask(date)).toThrow(message);
      expect(() => atNewYork(date, "09:30")).toThrow(RangeError);
    },
  );

  test("refuses a date outside the published years", () => {
    for (const ask of [sessionOn, nextSession, previousSession]) {
      expect(() => ask("2013-12-31")).toThrow(/^2013-12-31 is outside 2014 to 2028, .*; use a date within them/);
      expect(() => ask("2029-01-02")).toThrow(RangeError);
    }
    expect(() => sessionAt(utc("2013-12-31T15:00Z"))).toThrow("2013-12-31 is outside 2014 to 2028");
    expect(() => isOpen(utc("2029-01-01T05:00Z"))).toThrow("2029-01-01 is outside 2014 to 2028");
    expect(sessionAt(utc("2029-01-01T04:59Z"))).toBeNull();
  });
});

describe("the session of an instant", () => {
  test("is that of its New York date, before the open and after the close too", () => {
    const friday = sessionOn("2026-06-05");
    expect(sessionAt(utc("2026-06-05T04:00:00Z"))).toBe(friday);
    expect(sessionAt(utc("2026-06-05T18:00:00Z"))).toBe(friday);
    expect(sessionAt(utc("2026-06-06T03:59:59.999Z"))).toBe(friday);
    expect(sessionAt(utc("2026-06-05T03:59:59.999Z"))).toBe(sessionOn("2026-06-04"));
    expect(sessionAt(utc("2026-06-06T04:00:00Z"))).toBeNull();
  });

  test("is open from the open, inclusive, to the close, exclusive", () => {
    for (const { open, close } of [session("2026-06-05"), session("2015-12-24")]) {
      expect([open - 1, open, close - 1, close].map(isOpen)).toEqual([false, true, true, false]);
    }
    expect(isOpen(utc("2026-06-06T15:00:00Z"))).toBe(false);
  });

  test("refuses what is no instant", () => {
    for (const instant of [NaN, Infinity, -1, 1780684200000000]) {
      expect(() => sessionAt(instant)).toThrow(`${instant} is not an instant in epoch milliseconds`);
      expect(() => isOpen(instant)).toThrow(RangeError);
    }
  });
});

describe("the session before and after", () => {
  test("skips weekends and holidays, and is strict on a session's own date", () => {
    expect(nextSession("2026-06-05").date).toBe("2026-06-08");
    expect(nextSession("2026-07-02").date).toBe("2026-07-06");
    expect(nextSession("2026-07-04").date).toBe("2026-07-06");
    expect(previousSession("2026-07-06").date).toBe("2026-07-02");
    expect(previousSession("2022-01-03").date).toBe("2021-12-31");
    expect(nextSession("2025-01-08").date).toBe("2025-01-10");
  });

  test("are each other's inverse, with no session between", () => {
    fc.assert(
      fc.property(anySession, (here) => {
        const next = nextSession(here.date);
        expect(next.open).toBeGreaterThan(here.close);
        expect(previousSession(next.date)).toBe(here);
      }),
    );
  });

  test("ends where the published calendar does", () => {
    expect(previousSession("2014-01-03").date).toBe("2014-01-02");
    expect(() => previousSession("2014-01-02")).toThrow("the session before 2014-01-02 is outside 2014 to 2028");
    expect(nextSession("2028-12-28").date).toBe("2028-12-29");
    expect(() => nextSession("2028-12-29")).toThrow("the session after 2028-12-29 is outside 2014 to 2028");
  });
});

describe("bars", () => {
  test("number 390 on a full day and 210 on a half day", () => {
    const full = session("2026-06-05");
    const half = session("2015-12-24");
    expect([barCount(full), barCount(half)]).toEqual([390, 210]);
    expect([barCount(full, 5 * MINUTE), barCount(half, 5 * MINUTE)]).toEqual([78, 42]);
    expect([barCount(full, 60 * MINUTE), barCount(half, 60 * MINUTE)]).toEqual([7, 4]);
  });

  test.each([
    ["2026-06-05", 389],
    ["2015-12-24", 209],
  ])("of %s run from 0 to %i, and neither before the open nor from the close on is there one", (date, last) => {
    const here = session(date);
    const instants = [
      here.open - 0.001,
      here.open,
      here.open + MINUTE - 0.001,
      here.open + MINUTE,
      here.close - MINUTE,
      here.close - 0.001,
      here.close,
      NaN,
    ];
    expect(instants.map((instant) => barOf(here, instant))).toEqual([-1, 0, 0, 1, last, last, -1, -1]);
  });

  test("partition the session, whatever their length", () => {
    const lengths = fc.integer({ min: 1_000, max: 8 * 60 * MINUTE });
    fc.assert(
      fc.property(anySession, lengths, fc.double({ min: 0, max: 1, noNaN: true }), (here, barMs, share) => {
        const count = barCount(here, barMs);
        const instant = Math.min(here.open + share * (here.close - here.open), here.close - 0.001);
        const bar = barOf(here, instant, barMs);
        expect(here.open + bar * barMs).toBeLessThanOrEqual(instant);
        expect(here.open + (bar + 1) * barMs).toBeGreaterThan(instant);
        expect(bar).toBeLessThan(count);
        expect(barOf(here, here.open, barMs)).toBe(0);
        expect(barOf(here, here.close - 1, barMs)).toBe(count - 1);
        expect(barOf(here, here.close, barMs)).toBe(-1);
      }),
    );
  });

  test.each([0, -MINUTE, 0.5, NaN, Infinity])("refuse a length of %d", (barMs) => {
    const here = session("2026-06-05");
    const message = `barMs ${barMs} is not a bar length; give a positive whole number of milliseconds, such as 5 * MINUTE`;
    expect(() => barOf(here, here.open, barMs)).toThrow(new RangeError(message));
    expect(() => barCount(here, barMs)).toThrow(new RangeError(message));
  });
});

describe("the session clock", () => {
  test("stands at the whole session before the open and at zero from the close on", () => {
    const full = session("2026-06-05");
    const half = session("2015-12-24");
    const hours = (here: Session, ...times: string[]) => times.map((t) => hoursToClose(here, atNewYork(here.date, t)));
    expect(hours(full, "08:00", "09:30", "14:45", "15:59:24", "16:00", "20:00")).toEqual([6.5, 6.5, 1.25, 0.01, 0, 0]);
    expect(hours(half, "08:00", "09:30", "12:30", "13:00", "16:00")).toEqual([3.5, 3.5, 0.5, 0, 0]);
  });

  test("gives NaN for NaN", () => {
    expect(hoursToClose(session("2026-06-05"), NaN)).toBeNaN();
  });
});

describe("the New York clock", () => {
  test("shows date and time, and cuts off what is finer", () => {
    const instant = utc("2026-06-05T18:30:59Z") + 999.75;
    expect(newYorkDate(instant)).toBe("2026-06-05");
    expect(newYorkTime(instant)).toBe("14:30");
    expect(newYorkTime(instant, true)).toBe("14:30:59");
    expect(newYorkDateTime(instant)).toBe("2026-06-05 14:30:59");
    expect(newYorkDateTime(0)).toBe("1969-12-31 19:00:00");
  });

  test("jumps from 02:00 to 03:00 on 8 March 2026 and back to 01:00 on 1 November", () => {
    const around = (iso: string) => [utc(iso) - 1, utc(iso)].map(newYorkDateTime);
    expect(around("2026-03-08T07:00:00Z")).toEqual(["2026-03-08 01:59:59", "2026-03-08 03:00:00"]);
    expect(around("2026-11-01T06:00:00Z")).toEqual(["2026-11-01 01:59:59", "2026-11-01 01:00:00"]);
  });

  test("agrees with an independent conversion at any instant, in any order", () => {
    const instants = fc.integer({ min: 0, max: utc("2099-12-31T23:59:59.999Z") });
    fc.assert(
      fc.property(instants, (instant) => {
        const wall = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO("America/New_York");
        expect(newYorkDateTime(instant)).toBe(
          wall.toPlainDateTime().toString({ smallestUnit: "second" }).replace("T", " "),
        );
      }),
    );
  });

  test("and atNewYork are inverse in a session", () => {
    fc.assert(
      fc.property(anySession, fc.nat({ max: 6.5 * 3600 }), (here, second) => {
        const instant = here.open + second * 1000;
        const [date, time] = newYorkDateTime(instant).split(" ") as [string, string];
        expect(atNewYork(date, time)).toBe(instant);
        expect(newYorkDateTime(atNewYork(date, time))).toBe(`${date} ${time}`);
      }),
    );
  });

  test("turns a date and a time into the instant, on either side of a clock change", () => {
    expect(toIso(atNewYork("2026-06-05", "14:30"))).toBe("2026-06-05T18:30:00Z");
    expect(toIso(atNewYork("2026-06-05", "14:30:15"))).toBe("2026-06-05T18:30:15Z");
    expect(toIso(atNewYork("2026-03-08", "01:59:59"))).toBe("2026-03-08T06:59:59Z");
    expect(toIso(atNewYork("2026-03-08", "03:00"))).toBe("2026-03-08T07:00:00Z");
    expect(toIso(atNewYork("2026-11-01", "00:59:59"))).toBe("2026-11-01T04:59:59Z");
    expect(toIso(atNewYork("2026-11-01", "02:00"))).toBe("2026-11-01T07:00:00Z");
    expect(atNewYork("1970-01-01", "00:00")).toBe(utc("1970-01-01T05:00:00Z"));
  });

  test("has no single instant for a time that is skipped or comes twice", () => {
    expect(() => atNewYork("2026-03-08", "02:30")).toThrow("02:30 does not exist in New York on 2026-03-08");
    expect(() => atNewYork("2026-11-01", "01:30")).toThrow("01:30 comes twice in New York on 2026-11-01");
  });

  test("agrees with an independent reading of any hour around each change of the clock", () => {
    const hours = Object.keys(PUBLISHED).flatMap((year) =>
      datesOf(Number(year))
        .filter((date) => date.dayOfWeek === 7 && (date.month === 3 || date.month === 11))
        .flatMap((date) => ["00:30", "01:00", "01:30", "02:00", "02:30", "03:00"].map((t) => [date.toString(), t])),
    ) as [string, string][];
    const attempt = (read: () => number): number | string => {
      try {
        return read();
      } catch (error) {
        return (error as Error).name;
      }
    };
    const found = hours.map(([date, time]) => attempt(() => atNewYork(date, time)));
    const expected = hours.map(([date, time]) =>
      attempt(
        () =>
          Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime("America/New_York", {
            disambiguation: "reject",
          }).epochMilliseconds,
      ),
    );
    expect(found).toEqual(expected);
    expect(found.filter((f) => f === "RangeError").length).toBe(15 * 4);
  });

  test.each(["9:30", "24:00", "14:60", "14:30:60", "14:30:15.5", "14:30Z", "2:30 PM", ""])(
    "refuses %j, which is no time of day, by its name",
    (time) => {
      expect(() => atNewYork("2026-06-05", time)).toThrow(
        new RangeError(`"${time}" is not a time of day; write it as HH:mm or HH:mm:ss, such as "14:30"`),
      );
    },
  );

  test("refuses what is no instant of its years", () => {
    for (const ask of [newYorkDate, newYorkTime, newYorkDateTime, toIso]) {
      for (const instant of [NaN, -1, Infinity, utc("2100-01-01T00:00Z")]) {
        expect(() => ask(instant)).toThrow(`${instant} is not an instant in epoch milliseconds`);
      }
    }
    expect(() => atNewYork("1969-12-31", "12:00")).toThrow(RangeError);
    expect(() => atNewYork("2100-01-01", "12:00")).toThrow(RangeError);
  });
});

describe("an instant from outside", () => {
  test.each([
    ["2026-06-05T18:44:00Z", 1780685040000],
    ["2026-06-05T14:44:00-04:00", 1780685040000],
    ["2026-06-05 14:44-0400", 1780685040000],
    ["2026-06-05T18:44:00.250+00:00", 1780685040250],
    ["2026-06-05T18:44:00.000500Z", 1780685040000.5],
    ["2026-06-05T14:44:00-04:00[America/New_York]", 1780685040000],
  ])("is read from %j", (text, instant) => {
    expect(toInstant(text)).toBe(instant);
  });

  test("is taken from a number or a Date as it is", () => {
    expect(toInstant(1780685040000.5)).toBe(1780685040000.5);
    expect(toInstant(new Date(1780685040000))).toBe(1780685040000);
  });

  test.each(["2026-06-05T14:44:00", "2026-06-05 14:44", "2026-06-05", "2026-06-05T14:44:00[America/New_York]"])(
    "is refused when %j does not say where its clock stands",
    (text) => {
      expect(() => toInstant(text)).toThrow(
        new RangeError(
          `"${text}" has no UTC offset; end it with Z or an offset such as -04:00, or use atNewYork("2026-06-05", "14:30") for New York time`,
        ),
      );
    },
  );

  test.each(["", "now", "1780685040000", "2026-02-30T00:00:00Z", "2026-06-05T25:00:00Z", "06/05/2026 14:44 EDT"])(
    "is refused when %j is not ISO 8601",
    (text) => {
      expect(() => toInstant(text)).toThrow(
        new RangeError(
          `"${text}" is not an instant; write ISO 8601 with Z or an offset, such as "2026-06-05T18:44:00Z", or epoch milliseconds`,
        ),
      );
    },
  );

  test("is refused when it is in another unit, missing or of another century", () => {
    const seconds = 1780685040;
    expect(() => toInstant(seconds)).toThrow(
      new RangeError(
        "1780685040 is not an instant in epoch milliseconds (today's have 13 digits); " +
          "multiply seconds by 1e3, divide microseconds by 1e3 and nanoseconds by 1e6",
      ),
    );
    for (const value of [0, NaN, -1780685040000, seconds * 1e6, seconds * 1e9, new Date(seconds), Infinity]) {
      expect(() => toInstant(value)).toThrow("is not an instant in epoch milliseconds");
    }
    expect(() => toInstant(new Date("no date"))).toThrow("Invalid Date is not an instant");
    expect(() => toInstant("1950-01-01T00:00:00Z")).toThrow('"1950-01-01T00:00:00Z" is outside the years 1970 to 2099');
    expect(() => toInstant("2100-01-01T00:00:00Z")).toThrow(RangeError);
  });

  test("is written without needless digits", () => {
    expect(toIso(1780685040000)).toBe("2026-06-05T18:44:00Z");
    expect(toIso(1780685040250)).toBe("2026-06-05T18:44:00.250Z");
    expect(toIso(1780685040000.5)).toBe("2026-06-05T18:44:00.0005Z");
    expect(toIso(1780685040123.456)).toBe("2026-06-05T18:44:00.123456Z");
  });

  test("is read back as the same number", () => {
    const from = utc("2014-01-01T00:00Z");
    const instants = fc.double({ min: from, max: utc("2029-01-01T00:00Z"), noNaN: true });
    fc.assert(
      fc.property(instants, (instant) => {
        expect(toInstant(toIso(instant))).toBe(instant);
      }),
    );
  });
});

describe("instantOn", () => {
  test("reads a time of the day there, with or without seconds, and whatever toInstant reads", () => {
    for (const value of ["9:30", "09:30", "09:30:00", "2026-06-05T13:30:00Z", 1780666200000])
      expect(instantOn("2026-06-05", value, "the only day")).toBe(1780666200000);
  });

  test("refuses another day, and says what this day is", () => {
    expect(() => instantOn("2026-06-05", "2026-06-06T13:30:00Z", "the only day of this recording")).toThrow(
      new RangeError("2026-06-06T13:30:00Z is not on 2026-06-05 in New York, the only day of this recording"),
    );
    expect(() => instantOn("2026-06-05", "25:00", "the only day")).toThrow(RangeError);
  });
});
