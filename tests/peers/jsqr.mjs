// The text of the QR code in a PNG picture, as jsQR reads it: node jsqr.mjs PICTURE
import { readFileSync } from "node:fs";
import jsQR from "jsqr";
import { PNG } from "pngjs";

const { data, width, height } = PNG.sync.read(readFileSync(process.argv[2]));
const found = jsQR(new Uint8ClampedArray(data), width, height);
if (!found) process.exit(1);
process.stdout.write(Buffer.from(found.binaryData));
