// The timelines and histograms of the page: uPlot behind a small API, built into ONE module, vendor/charts.js.
//
// create(parent, kind, color, onPick) → Chart. The chart fills its parent, whose size and theme it follows.
//   kind      "timeline": values over batches; "histogram": how many values lie in each range, the ranges upwards
//   color     the CSS custom property of the line or the bars; `${color}-soft` fills below the line
//   onPick    (x) => …   a timeline was pressed at this batch
//
// Chart:
//   set(xs, ys, top, unit, line, pinned)
//             xs, ys    Float64Array; for a histogram the middles of the ranges and the counts
//             top       the end of the axis of values, which begins at 0
//             unit      for the text beside the pointer
//             line      a value to draw a line at, or undefined
//             pinned    the x to mark, or undefined
//   destroy()
//
// It is drawn at most once a frame, not more often than every 100 ms for new values, and only while it is in sight.
import uPlot from "uplot";
import styles from "uplot/dist/uPlot.min.css";

const sheet = new CSSStyleSheet();
sheet.replaceSync(`@layer base { ${styles} }`);
document.adoptedStyleSheets.push(sheet);

const MIN_GAP_MS = 100;
const AXIS = { x: 18, y: 46 };
const PADDING = { timeline: [8, 10, 0, 0], histogram: [8, 12, 0, 8] };
const WHOLE_STEPS = [1, 2, 5].flatMap((step) => [...Array(12).keys()].map((zeros) => step * 10 ** zeros)).sort((a, b) => a - b);

const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });
const tick = (value) => (Math.abs(value) >= 10_000 ? compact : number).format(value);
const ticks = (_, values) => values.map(tick);
const wholes = (_, values) => values.map((value) => (Number.isInteger(value) ? compact.format(value) : ""));

const alive = new Set();
const repaint = () => alive.forEach((chart) => chart.repaint());
new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);

/** What custom properties come to where they are used: a colour that depends on the theme is resolved by the browser. */
function colors(parent, color) {
  const probe = document.createElement("i");
  parent.append(probe);
  const of = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    line: of(color), fill: of(`${color}-soft`), grid: of("--line"), text: of("--ink-2"), mark: of("--window"), pinned: of("--accent"),
    font: `11px ${getComputedStyle(parent).fontFamily}`,
  };
  probe.remove();
  return found;
}

class Chart {
  constructor(parent, kind, color, onPick) {
    Object.assign(this, { parent, kind, color, onPick, size: null, isInSight: false, data: null, drawnAt: 0, waiting: false });
    this.sizes = new ResizeObserver(([{ contentRect: { width, height } }]) => {
      this.size = width > 0 && height > 0 ? { width: Math.floor(width), height: Math.floor(height) } : null;
      if (this.plot && this.size) this.plot.setSize(this.size);
      else this.soon(0);
    });
    this.sizes.observe(parent);
    this.sight = new IntersectionObserver(([entry]) => {
      this.isInSight = entry.isIntersecting;
      if (this.isInSight) this.soon(0);
    });
    this.sight.observe(parent);
    alive.add(this);
  }

  set(xs, ys, top, unit, line, pinned) {
    this.data = { xs, ys, top, unit, line, pinned };
    this.isOld = true;
    this.soon(MIN_GAP_MS);
  }

  repaint() {
    this.plot?.destroy();
    this.plot = null;
    this.isOld = true;
    this.soon(0);
  }

  soon(gap) {
    if (this.waiting && gap > 0) return;
    this.waiting = true;
    const frame = (now) => {
      if (!this.waiting) return;
      if (gap > 0 && now - this.drawnAt < gap) return requestAnimationFrame(frame);
      this.waiting = false;
      this.draw(now);
    };
    requestAnimationFrame(frame);
  }

  draw(now) {
    if (!this.isOld || !this.data || !this.size || !this.isInSight || !alive.has(this)) return;
    this.isOld = false;
    this.drawnAt = now;
    const { xs, ys } = this.data;
    if (this.plot) return this.plot.setData([xs, ys]);
    this.colors = colors(this.parent, this.color);
    const options = this.kind === "histogram" ? this.histogram() : this.timeline();
    this.plot = new uPlot({ ...this.size, legend: { show: false }, ...options }, [xs, ys], this.parent);
  }

  axis(more) {
    const { text, grid, font } = this.colors;
    return { stroke: text, font, gap: 3, ticks: { show: false }, grid: { stroke: grid, width: 1 }, ...more };
  }

  values() {
    return [0, this.data.top > 0 ? this.data.top : 1];
  }

  timeline() {
    const { line, fill } = this.colors;
    const range = () => {
      const { xs } = this.data;
      const [first, last] = [xs[0] ?? 0, xs[xs.length - 1] ?? 0];
      return first === last ? [first - 1, last + 1] : [first, last];
    };
    return {
      padding: PADDING.timeline,
      scales: { x: { time: false, range }, y: { range: () => this.values() } },
      axes: [
        this.axis({ size: AXIS.x, space: 44, incrs: WHOLE_STEPS, values: wholes, grid: { show: false } }),
        this.axis({ size: AXIS.y, space: 20, values: ticks }),
      ],
      series: [{}, { stroke: line, fill, width: 1.5, points: { size: 5, fill: line } }],
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      hooks: { ready: [(plot) => this.listen(plot)], setCursor: [(plot) => this.tell(plot)], draw: [(plot) => this.marks(plot)] },
    };
  }

  histogram() {
    const counts = (_, __, max) => [0, Math.max(1, max ?? 1)];
    return {
      padding: PADDING.histogram,
      scales: { x: { time: false, ori: 1, range: () => this.values() }, y: { ori: 0, range: counts } },
      axes: [
        { show: false, side: 3 },
        this.axis({ side: 2, size: AXIS.x, space: 34, incrs: WHOLE_STEPS, values: wholes }),
      ],
      series: [{}, { fill: this.colors.line, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.8, 100] }) }],
      cursor: { show: false },
    };
  }

  listen(plot) {
    this.tip = Object.assign(document.createElement("div"), { className: "chart-tip", hidden: true });
    plot.over.append(this.tip);
    plot.over.addEventListener("click", () => {
      const x = this.data.xs[plot.cursor.idx];
      if (x !== undefined) this.onPick?.(x);
    });
  }

  tell(plot) {
    if (!this.tip) return; // The first one comes before the plot is ready.
    const { idx, left } = plot.cursor;
    const [x, y] = [this.data.xs[idx], this.data.ys[idx]];
    this.tip.hidden = x === undefined;
    if (this.tip.hidden) return;
    this.tip.textContent = `batch ${x}: ${number.format(y)} ${this.data.unit}`;
    const isRight = left > plot.width / 2;
    this.tip.style.translate = `calc(${Math.round(left)}px ${isRight ? "- 100% - 8px" : "+ 8px"}) 0`;
  }

  marks(plot) {
    const { line, pinned, xs, ys } = this.data;
    const { ctx } = plot;
    const { left, top, width, height } = plot.bbox;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    if (line !== undefined) {
      const y = Math.round(plot.valToPos(line, "y", true));
      ctx.strokeStyle = this.colors.mark;
      ctx.lineWidth = 1.5 * devicePixelRatio;
      ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
      stroke(ctx, left, y, left + width, y);
      ctx.setLineDash([]);
    }
    if (pinned !== undefined) {
      const x = Math.round(plot.valToPos(pinned, "x", true));
      ctx.strokeStyle = ctx.fillStyle = this.colors.pinned;
      ctx.lineWidth = 2 * devicePixelRatio;
      stroke(ctx, x, top, x, top + height);
      const value = ys[xs.indexOf(pinned)];
      if (value !== undefined) {
        ctx.beginPath();
        ctx.arc(x, plot.valToPos(value, "y", true), 4 * devicePixelRatio, 0, 2 * Math.PI);
        ctx.fill();
      }
    }
    ctx.restore();
  }

  destroy() {
    alive.delete(this);
    this.sizes.disconnect();
    this.sight.disconnect();
    this.plot?.destroy();
  }
}

function stroke(ctx, fromX, fromY, toX, toY) {
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}

export const create = (parent, kind, color, onPick) => new Chart(parent, kind, color, onPick);
