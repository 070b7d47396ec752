/** A picture of given size, made here so that no file has to be kept: a striped PNG. */
import { deflateSync } from 'node:zlib';

const table = Array.from({ length: 256 }, (_, n) => {
	let value = n;
	for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
	return value >>> 0;
});
function crc(bytes: Buffer): number {
	let value = 0xffffffff;
	for (const byte of bytes) value = (table[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
	return (value ^ 0xffffffff) >>> 0;
}
function chunk(kind: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(kind, 'ascii'), data]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const check = Buffer.alloc(4);
	check.writeUInt32BE(crc(body));
	return Buffer.concat([length, body, check]);
}

export function picture(width = 900, height = 1100, tone: [number, number, number] = [21, 68, 132]): Buffer {
	const rows = Buffer.alloc((width * 3 + 1) * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const at = y * (width * 3 + 1) + 1 + x * 3;
			const light = (x + y) % 96 < 12 ? 1.9 : 1;
			tone.forEach((part, of) => (rows[at + of] = Math.min(255, part * light)));
		}
	}
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 2, 0, 0, 0], 8);
	return Buffer.concat([
		Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
		chunk('IHDR', head),
		chunk('IDAT', deflateSync(rows)),
		chunk('IEND', Buffer.alloc(0))
	]);
}
