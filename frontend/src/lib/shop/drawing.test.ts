import { expect, it } from 'vitest';
import { drawBox } from './drawing.ts';

it('a drawing stays inside its field, for a nail and for a bench', () => {
	for (const box of [
		{ length: 90, width: 12, height: 12 },
		{ length: 1600, width: 350, height: 450 },
		{ length: 880, width: 780, height: 5 }
	]) {
		const { outline, sheet } = drawBox(box, { width: 980, height: 1225, margin: 150, out: 64, sheet: true });
		for (const [, x, y] of `${outline}${sheet}`.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)) {
			expect(Number(x)).toBeGreaterThanOrEqual(149);
			expect(Number(x)).toBeLessThanOrEqual(831);
			expect(Number(y)).toBeGreaterThanOrEqual(149);
			expect(Number(y)).toBeLessThanOrEqual(1076);
		}
	}
});
