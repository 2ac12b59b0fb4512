// Programs in other languages that are measured in the same worker, each behind the same few calls.

/** A guest that is a table of functions of lines. */
const ofFunctions = async (module) => {
  const { tasks } = await import(module);
  let lines = [];
  let kept = null; // What is not used might not be computed.
  return {
    take: (text) => { lines = text.split("\n"); },
    answer: (task) => {
      const told = (number) => (Number.isInteger(number) && task !== "log-lines" ? number : Math.round(number * 1e6));
      return JSON.stringify(Object.fromEntries([...tasks[task](lines)].map(([key, number]) => [key, told(number)])));
    },
    run: (task) => {
      const start = performance.now();
      kept = tasks[task](lines);
      const seconds = (performance.now() - start) / 1e3;
      kept = null;
      return seconds;
    },
  };
};

const ofPyodide = async () => {
  const { loadPyodide } = await import("./pyodide.mjs");
  const python = await loadPyodide({ indexURL: new URL(".", self.location.href).href });
  python.runPython(await (await fetch("plain.py")).text());
  const named = (name) => python.globals.get(name);
  return { take: named("take"), answer: named("answer"), run: named("run") };
};

const KNOWN = {
  "javascript": () => ofFunctions("./javascript.js"),
  "rxjs": () => ofFunctions("./rxjs.bundle.js"),
  "pyodide": ofPyodide,
};

/** Loads what can be loaded; `missing` gives the reason for the others. */
export const openGuests = async () => {
  const guests = {};
  const reasons = {};
  for (const [name, open] of Object.entries(KNOWN)) {
    try {
      guests[name] = await open();
    } catch (error) {
      reasons[name] = error.message ?? String(error);
    }
  }
  return {
    missing: (guest) => reasons[guest] ?? "",
    take: (guest, text) => guests[guest].take(text),
    answer: (guest, task) => guests[guest].answer(task),
    run: (guest, task) => guests[guest].run(task),
  };
};
