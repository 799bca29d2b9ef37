/**
 * How many times as long a thing takes that is four times as large: about 4 where time grows with the size, 16 where it grows with its square. The
 * quickest of some runs of each, in CPU time: neither the machine nor what else runs on it is measured.
 */
export function growth(work: (size: number) => void, size: number): number {
  const quickest = (of: number): number =>
    Math.min(
      ...Array.from({ length: 3 }, () => {
        const start = process.cpuUsage();
        work(of);
        const { user, system } = process.cpuUsage(start);
        return user + system;
      }),
    );
  // What is compiled and cached by the first run is no part of either.
  work(size);
  return quickest(4 * size) / quickest(size);
}

/** Between 4 and 16. */
export const LINEAR = 9;
