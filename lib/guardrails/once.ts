/** Computes something about an object once for a whole run: what several rules or tokens ask for. */
export type Once = <About extends object, T>(make: (about: About) => T, about: About) => T;

/** The memory of one run. It goes with the run, and decides nothing: `make` gives the same for the same. */
export function makeOnce(): Once {
  const made = new Map<unknown, WeakMap<object, unknown>>();
  return <About extends object, T>(make: (about: About) => T, about: About): T => {
    let known = made.get(make);
    if (known === undefined) made.set(make, (known = new WeakMap()));
    if (!known.has(about)) known.set(about, make(about));
    return known.get(about) as T;
  };
}
