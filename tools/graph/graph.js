// Lays out a directed graph in layers, for the graph of DStreams.
import { Graph, layout } from "@dagrejs/dagre";

/** Kept free between boxes of one layer, between layers, and between links that go past boxes, in pixels. */
const GAPS = { nodesep: 18, ranksep: 46, edgesep: 14 };

/**
 * Where boxes of one size and the links between them are. `links` has the positions of two boxes for each link;
 * `isDown` puts layers below each other instead of side by side.
 *
 * The answer is one list of pixels: the width and the height of it all, left and top of every box, and for every link
 * how many points it goes through, and these.
 */
export function placed(nBoxes, width, height, links, isDown) {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: isDown ? "TB" : "LR", ...GAPS });
  for (let box = 0; box < nBoxes; box += 1) graph.setNode(String(box), { width, height });
  const ends = [];
  for (let at = 0; at + 1 < links.length; at += 2) {
    const link = [String(links[at]), String(links[at + 1]), String(at)];
    ends.push(link);
    graph.setEdge(link[0], link[1], {}, link[2]);
  }
  layout(graph);
  const all = graph.graph();
  const numbers = [all.width ?? 0, all.height ?? 0];
  for (let box = 0; box < nBoxes; box += 1) {
    const { x, y } = graph.node(String(box));
    numbers.push(x - width / 2, y - height / 2);
  }
  for (const [from, to, name] of ends) {
    const { points } = graph.edge(from, to, name);
    numbers.push(points.length, ...points.flatMap(({ x, y }) => [x, y]));
  }
  return new Float64Array(numbers);
}
