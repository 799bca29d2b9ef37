import type { RequestLine, SimulatedFault } from "./options";

/** The faults that are still to come, first in, first out. */
export class FaultQueue {
  #faults: { readonly fault: SimulatedFault; left: number }[] = [];

  add(fault: SimulatedFault): void {
    const times = fault.times ?? 1;
    if (!Number.isInteger(times) || times < 1) throw new RangeError("times is a whole number from 1 on");
    const status = fault.status ?? 500;
    if (!Number.isInteger(status) || status < 200 || status > 599) throw new RangeError("status is an HTTP status from 200 to 599");
    this.#faults.push({ fault, left: times });
  }

  /** The fault that this request meets; uses it up. */
  take(request: RequestLine): SimulatedFault | undefined {
    const entry = this.#faults.find(({ fault }) => fault.only?.(request) ?? true);
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left === 0) this.#faults = this.#faults.filter((other) => other !== entry);
    return entry.fault;
  }
}
