"""Screenshots small enough for a manual: at most 256 colours, written as a palette PNG."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

# Runs in an empty page: the colours, to 5 bits a channel, by how often they occur; the rest take the nearest of them.
REDUCE = """async (encoded) => {
  const image = new Image();
  image.src = "data:image/png;base64," + encoded;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const data = pen.getImageData(0, 0, image.width, image.height).data;
  const boxes = new Map(), size = image.width * image.height;
  const box = i => (data[i] >> 3) << 10 | (data[i + 1] >> 3) << 5 | data[i + 2] >> 3;
  for (let i = 0; i < data.length; i += 4) {
    const key = box(i), found = boxes.get(key);
    if (found) found[0]++; else boxes.set(key, [1, data[i], data[i + 1], data[i + 2]]);
  }
  const kept = [...boxes].sort((a, b) => b[1][0] - a[1][0]).slice(0, 256), near = new Map();
  for (const [key, [, r, g, b]] of boxes) {
    let best = 0, least = Infinity;
    kept.forEach(([, [, kr, kg, kb]], place) => {
      const far = (r - kr) ** 2 + (g - kg) ** 2 + (b - kb) ** 2;
      if (far < least) { least = far; best = place; }
    });
    near.set(key, best);
  }
  const indices = new Uint8Array(size);
  for (let i = 0; i < size; i++) indices[i] = near.get(box(4 * i));
  let text = "";
  for (let i = 0; i < size; i += 8192) text += String.fromCharCode(...indices.subarray(i, i + 8192));
  return [image.width, image.height, kept.flatMap(([, [, r, g, b]]) => [r, g, b]), btoa(text)];
}"""


def reduced(page: Any, png: bytes) -> bytes:
    """The picture with at most 256 colours, as a PNG; ``page`` is an empty page of any browser window."""
    width, height, palette, encoded = page.evaluate(REDUCE, base64.b64encode(png).decode())
    indices = base64.b64decode(encoded)
    lines = b"".join(b"\0" + indices[y * width : (y + 1) * width] for y in range(height))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, body)
        for kind, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            (b"PLTE", bytes(palette)),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        )
    )


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk of a PNG file: length, kind, content, check sum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
