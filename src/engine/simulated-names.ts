/** What sets one simulated name apart. Prices and volatilities are made up; orders of magnitude are those of the market. */
export interface SimulatedName {
  readonly symbol: string;
  /** Spot at the open before the day's own gap, USD. */
  readonly price: number;
  /** Annual volatility at the money. */
  readonly volatility: number;
  /** Correlation of its returns with the common factor. */
  readonly correlation: number;
  /** Distance of the strikes, USD. */
  readonly spacing: number;
  /** Ticks of option prices below and from 3 USD on, USD. */
  readonly ticks: readonly [below: number, above: number];
  /** Trades a full session. */
  readonly trades: number;
  /** Settled open interest of a busy contract, contracts. */
  readonly openInterest: number;
  /** Mean size of a program's trade, contracts. */
  readonly programSize: number;
}

const penny = [0.01, 0.01] as const;
const nickel = [0.01, 0.05] as const;

/** The dozen names of the simulated market, all with an expiry on Mondays, Wednesdays and Fridays at least. */
export const SIMULATED_NAMES: readonly SimulatedName[] = [
  {
    symbol: "SPX",
    price: 6010,
    volatility: 0.125,
    correlation: 0.99,
    spacing: 5,
    ticks: [0.05, 0.1],
    trades: 16000,
    openInterest: 1500,
    programSize: 22,
  },
  {
    symbol: "SPY",
    price: 600.6,
    volatility: 0.125,
    correlation: 0.99,
    spacing: 1,
    ticks: penny,
    trades: 15000,
    openInterest: 3200,
    programSize: 110,
  },
  {
    symbol: "QQQ",
    price: 528.3,
    volatility: 0.17,
    correlation: 0.93,
    spacing: 1,
    ticks: penny,
    trades: 12000,
    openInterest: 2200,
    programSize: 85,
  },
  {
    symbol: "IWM",
    price: 212.4,
    volatility: 0.2,
    correlation: 0.85,
    spacing: 1,
    ticks: penny,
    trades: 5000,
    openInterest: 1500,
    programSize: 45,
  },
  {
    symbol: "NVDA",
    price: 141.2,
    volatility: 0.46,
    correlation: 0.72,
    spacing: 1,
    ticks: penny,
    trades: 9000,
    openInterest: 9000,
    programSize: 60,
  },
  {
    symbol: "TSLA",
    price: 338.5,
    volatility: 0.58,
    correlation: 0.6,
    spacing: 2.5,
    ticks: penny,
    trades: 10000,
    openInterest: 6000,
    programSize: 30,
  },
  {
    symbol: "AAPL",
    price: 203.7,
    volatility: 0.27,
    correlation: 0.68,
    spacing: 2.5,
    ticks: nickel,
    trades: 5000,
    openInterest: 8000,
    programSize: 25,
  },
  {
    symbol: "AMZN",
    price: 208.9,
    volatility: 0.32,
    correlation: 0.7,
    spacing: 2.5,
    ticks: nickel,
    trades: 4000,
    openInterest: 6000,
    programSize: 20,
  },
  {
    symbol: "META",
    price: 668.3,
    volatility: 0.33,
    correlation: 0.66,
    spacing: 5,
    ticks: nickel,
    trades: 3500,
    openInterest: 2600,
    programSize: 12,
  },
  {
    symbol: "MSFT",
    price: 467.8,
    volatility: 0.23,
    correlation: 0.72,
    spacing: 2.5,
    ticks: nickel,
    trades: 3500,
    openInterest: 4500,
    programSize: 15,
  },
  {
    symbol: "GOOGL",
    price: 172.4,
    volatility: 0.31,
    correlation: 0.66,
    spacing: 2.5,
    ticks: nickel,
    trades: 3500,
    openInterest: 6000,
    programSize: 20,
  },
  {
    symbol: "AVGO",
    price: 258.6,
    volatility: 0.45,
    correlation: 0.68,
    spacing: 5,
    ticks: nickel,
    trades: 3000,
    openInterest: 3200,
    programSize: 12,
  },
];
