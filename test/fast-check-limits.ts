import fc from "fast-check";

/*
 * A property that fails is shrunk without a limit of its own, and what runs without a pause no test timeout can end: this
 * does, a little sooner than the timeout, and tells the smallest counterexample found by then.
 */
fc.configureGlobal({ interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true });
