// The questions of the workloads, answered by straightforward JavaScript.

const wordCount = (lines) => {
  const counts = new Map();
  for (const line of lines) {
    for (const word of line.split(" ")) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
};

const logLines = (lines) => {
  const totals = new Map();
  for (const line of lines) {
    if (!line.includes("ORDER")) continue;
    const field = line.split(",");
    const amount = parseInt(field[3], 10) * parseFloat(field[4]);
    const total = totals.get(field[2]);
    if (total === undefined) {
      totals.set(field[2], { sum: amount, n: 1 });
    } else {
      total.sum += amount;
      total.n += 1;
    }
  }
  const averages = new Map();
  for (const [shop, { sum, n }] of totals) averages.set(shop, sum / n);
  return averages;
};

export const tasks = { "word-count": wordCount, "log-lines": logLines };
