/** Work that is asked for often and done one at a time: whoever asks while it goes on is served by one more round. */

/** Gives a function that asks for the work and ends when a round that began after the asking has ended. */
export function queued(work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  const round = async (): Promise<void> => {
    try {
      await work();
    } finally {
      current = undefined;
    }
  };
  return () => {
    if (current === undefined) {
      current = round();
      return current;
    }
    next ??= current
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        current = round();
        return current;
      });
    return next;
  };
}

const WITHIN = 180_000;
const FIRST = 1_000;
const MOST = 5;

/** How long to wait before the next start, by when the server ended by itself; undefined is to give up. In milliseconds. */
export function pause(endings: readonly number[], now: number): number | undefined {
  const lately = endings.filter((each) => now - each < WITHIN).length;
  return lately > MOST ? undefined : FIRST * 2 ** Math.max(0, lately - 1);
}
