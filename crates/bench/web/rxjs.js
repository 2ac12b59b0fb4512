// The questions of the workloads, answered with the operators of RxJS; bundled with the library.
import { filter, from, map, mergeMap, reduce } from "rxjs";

/** What an observable that ends at once has given last. */
const last = (observable) => {
  let result;
  observable.subscribe((value) => { result = value; });
  return result;
};

const wordCount = (lines) => last(from(lines).pipe(
  mergeMap((line) => line.split(" ")),
  reduce((counts, word) => counts.set(word, (counts.get(word) ?? 0) + 1), new Map()),
));

const logLines = (lines) => last(from(lines).pipe(
  filter((line) => line.includes("ORDER")),
  map((line) => line.split(",")),
  map((field) => [field[2], parseInt(field[3], 10) * parseFloat(field[4])]),
  reduce((totals, [shop, amount]) => {
    const { sum, n } = totals.get(shop) ?? { sum: 0, n: 0 };
    return totals.set(shop, { sum: sum + amount, n: n + 1 });
  }, new Map()),
  map((totals) => new Map([...totals].map(([shop, { sum, n }]) => [shop, sum / n]))),
));

export const tasks = { "word-count": wordCount, "log-lines": logLines };
