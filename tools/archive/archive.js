// Makes ZIP archives, for the files panel.
import { Zip, ZipDeflate } from "fflate";

/** What is compressed at once, in bytes: a few milliseconds of work. */
const PIECE = 1 << 18;

/** The bytes of an archive of `[path, bytes]` pairs; lets the page draw in between. */
export async function zipped(entries) {
  const pieces = [];
  let failure = null;
  const archive = new Zip((error, piece) => {
    failure ??= error;
    pieces.push(piece);
  });
  let rested = performance.now();
  for (const [path, bytes] of entries) {
    const file = new ZipDeflate(path);
    archive.add(file);
    for (let at = 0, isLast = false; !isLast; at += PIECE) {
      isLast = at + PIECE >= bytes.length;
      file.push(bytes.subarray(at, at + PIECE), isLast);
      if (performance.now() - rested > 8) {
        await new Promise((go) => setTimeout(go));
        rested = performance.now();
      }
    }
  }
  archive.end();
  if (failure) throw failure;
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
